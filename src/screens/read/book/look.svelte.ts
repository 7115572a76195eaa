/** How a reader likes books to look. The same for all books of this browser. */

export type Tone = 'app' | 'light' | 'paper' | 'dark'
export type Width = 'narrow' | 'normal' | 'wide'

/** Widths of a line at the usual size, in rem. */
export const MEASURE: Readonly<Record<Width, number>> = { narrow: 30, normal: 38, wide: 52 }

interface Kept {
  /** Percent of the usual size. */
  size: number
  width: Width
  tone: Tone
  /** Turned page by page instead of scrolled. */
  paged: boolean
}

const PLACE = 'tributary.book'
const USUAL: Kept = { size: 100, width: 'normal', tone: 'app', paged: true }
export const [SMALLEST, LARGEST, STEP] = [70, 220, 10] as const

class Look {
  size = $state(USUAL.size)
  width = $state<Width>(USUAL.width)
  tone = $state<Tone>(USUAL.tone)
  paged = $state(USUAL.paged)

  constructor() {
    Object.assign(this, read())
  }

  /** Remembers everything as it is now. */
  keep(): void {
    const { size, width, tone, paged } = this
    try {
      localStorage.setItem(PLACE, JSON.stringify({ size, width, tone, paged }))
    } catch {
      // Storage is full or forbidden; the choice holds for this visit.
    }
  }

  resize(by: number): void {
    this.size = Math.min(LARGEST, Math.max(SMALLEST, this.size + by))
    this.keep()
  }
}

function read(): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Record<keyof Kept, unknown>>
    const { size, width, tone, paged } = found
    return {
      size: typeof size === 'number' && size >= SMALLEST && size <= LARGEST ? size : USUAL.size,
      width: width === 'narrow' || width === 'wide' ? width : USUAL.width,
      tone: tone === 'light' || tone === 'paper' || tone === 'dark' ? tone : USUAL.tone,
      paged: typeof paged === 'boolean' ? paged : USUAL.paged,
    }
  } catch {
    return USUAL
  }
}

export const look = new Look()

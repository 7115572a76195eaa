/** How somebody likes to listen, in this browser. Volume stands with the other choices. */
import { choices } from '../choices.svelte.ts'

const PLACE = 'tributary.listening'
export const SLOWEST = 0.5
export const FASTEST = 3
/** Speeds one step of a key goes through. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

class Habits {
  rate = $state(1)
  muted = $state(false)
  hotkeys = $state(true)

  constructor() {
    const { rate, hotkeys } = read()
    if (typeof rate === 'number' && rate >= SLOWEST && rate <= FASTEST) this.rate = rate
    if (typeof hotkeys === 'boolean') this.hotkeys = hotkeys
  }

  get volume(): number {
    return choices.volume
  }

  setVolume(volume: number): void {
    choices.volume = Math.min(1, Math.max(0, Math.round(volume * 100) / 100))
    this.muted = false
    choices.keep()
  }

  setRate(rate: number): void {
    this.rate = Math.min(FASTEST, Math.max(SLOWEST, rate))
    this.#keep()
  }

  setHotkeys(on: boolean): void {
    this.hotkeys = on
    this.#keep()
  }

  #keep(): void {
    try {
      localStorage.setItem(PLACE, JSON.stringify({ rate: this.rate, hotkeys: this.hotkeys }))
    } catch {
      // Storage is full or forbidden; the habit holds for this visit.
    }
  }
}

function read(): { rate?: unknown; hotkeys?: unknown } {
  try {
    return (JSON.parse(localStorage.getItem(PLACE) ?? '{}') as object | null) ?? {}
  } catch {
    return {}
  }
}

/** The next of the speeds in this direction. */
export function faster(rate: number, by: 1 | -1): number {
  const next = by > 0 ? SPEEDS.find((each) => each > rate + 0.001) : SPEEDS.findLast((each) => each < rate - 0.001)
  return next ?? rate
}

export const habits = new Habits()

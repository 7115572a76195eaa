/** How somebody likes to listen, in this browser. Volume stands with the other choices. */
import { choices } from '../choices.svelte.ts'
import { FASTEST, SLOWEST } from './speeds.ts'

const PLACE = 'tributary.listening'
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

export const habits = new Habits()

/** How much of a recording really sounded. Never more than the clock allows, so that seeking, a jump of the media clock
 * or a laptop's sleep count for nothing. */
export class Heard {
  #last: { readonly media: number; readonly clock: number; readonly rate: number } | undefined

  /** Seconds heard since the last mark. `media` in seconds, `clock` in monotonic milliseconds, `rate` from now on. */
  mark(media: number, clock: number, rate: number): number {
    const last = this.#last
    this.#last = { media, clock, rate }
    if (!last) return 0
    const possible = ((clock - last.clock) / 1000) * last.rate
    return Math.max(0, Math.min(media - last.media, possible))
  }

  /** The next mark begins anew: what lies between was not heard. */
  lift(): void {
    this.#last = undefined
  }
}

let latest = 0
/** A number for a start of a track, larger than any given out before it, in this visit or an earlier one. */
export function newStart(now = Date.now()): number {
  latest = Math.max(latest + 1, now)
  return latest
}

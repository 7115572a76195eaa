import type { WorkId } from '../royalties/words.ts'

/** What the player tells, some four times a second. */
export interface Tick {
  readonly work: WorkId
  /** A new number for each start of a track, also by repeat. */
  readonly start: number
  /** Seconds of it that really sounded since the last tick; seeking adds none. */
  readonly heard: number
  /** Seconds; not finite while unknown. */
  readonly duration: number
  readonly preview: boolean
}

/** The counting rule in words; `secondsFor` is the same rule in numbers, and there is no third place. */
export const RULE =
  'A play counts once for each start of a track, when 30 seconds of it have really sounded, or half of it when it is ' +
  'shorter than a minute. Seeking adds nothing, previews are free, and repeating is a new start.'

export const secondsFor = (duration: number): number =>
  Number.isFinite(duration) && duration > 0 && duration < 60 ? duration / 2 : 30

/** Starts remembered; a player has one at a time, so an old one that speaks again is a mistake and not a play. */
const REMEMBERED = 64

/** Counts plays by the rule. */
export class Meter {
  /** Seconds heard by start; `Infinity`: counted. */
  readonly #heard = new Map<number, number>()
  #newest = Number.NEGATIVE_INFINITY

  /** Whether this tick makes its start a play: true at most once for each start. */
  hear({ start, heard, duration, preview }: Tick): boolean {
    if (preview || !(heard > 0) || !Number.isFinite(heard)) return false
    if (!this.#heard.has(start) && start < this.#newest) return false
    this.#newest = Math.max(this.#newest, start)
    const sum = (this.#heard.get(start) ?? 0) + heard
    const counts = Number.isFinite(sum) && sum >= secondsFor(duration)
    this.#heard.set(start, counts ? Number.POSITIVE_INFINITY : sum)
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > REMEMBERED && oldest !== undefined) this.#heard.delete(oldest)
    return counts
  }
}

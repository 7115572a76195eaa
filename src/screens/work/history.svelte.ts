import type { Seen } from '../../chain/events.ts'
import { holdersOf, walkHistory } from '../../chain/history.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'

/** Events read before the walk waits to be asked for more. */
const AT_ONCE = 200

/** A work's ledger as the page shows it, newest first; grows at both ends. Unverified: the verifier walks by itself. */
export class History {
  events = $state.raw<readonly Seen[]>([])
  /** Whether the first event has been reached, so that holders are known. */
  complete = $state(false)
  loading = $state(true)
  problem = $state.raw<Problem>()
  /** Keys of events that came while the page was open. */
  fresh = $state.raw<ReadonlySet<string>>(new Set())
  readonly #app: App
  readonly #work: WorkId
  #walk: AsyncGenerator<Seen[]> | undefined

  constructor(app: App, work: WorkId) {
    this.#app = app
    this.#work = work
  }

  /** Follows the ledger until the returned function is called. */
  follow(): () => void {
    void this.older()
    return this.#app.live.listen(
      (events) => this.#arrive(events.filter(({ event }) => event.work === this.#work)),
      () => void this.#again(),
    )
  }

  /** Walks on towards the first event. */
  async older(): Promise<void> {
    this.loading = true
    this.problem = undefined
    try {
      this.#walk ??= walkHistory(this.#app.client, this.#work)
      for (let read = 0; read < AT_ONCE;) {
        const { value, done } = await this.#walk.next()
        if (done) {
          this.complete = true
          break
        }
        read += value.length
        this.#merge(value)
      }
    } catch (error) {
      // A generator that has thrown is over: the next attempt walks from the top, and merging drops what is known.
      this.#walk = undefined
      this.problem = problemOf(error)
    } finally {
      this.loading = false
    }
  }

  get holders() {
    return holdersOf(this.events)
  }

  /** Works whose payments came up to this one. */
  get descendants(): readonly WorkId[] {
    return [...new Set(this.events.flatMap(({ event }) => ('source' in event ? [event.source] : [])))]
  }

  #arrive(events: readonly Seen[]): void {
    if (events.length === 0) return
    this.fresh = new Set([...this.fresh, ...events.map(keyOf)])
    this.#merge(events)
  }

  #merge(events: readonly Seen[]): void {
    const known = new Set(this.events.map(keyOf))
    const added = events.filter((seen) => !known.has(keyOf(seen)))
    this.events = [...this.events, ...added].sort((a, b) => b.event.stamp.sequence - a.event.stamp.sequence)
  }

  async #again(): Promise<void> {
    this.events = []
    this.complete = false
    this.#walk = undefined
    await this.older()
  }
}

export const keyOf = ({ blockHash, logIndex }: Pick<Seen, 'blockHash' | 'logIndex'>): string =>
  `${blockHash}/${logIndex}`

import { readHistory } from '../../chain/history.ts'
import type { Seen } from '../../chain/events.ts'
import { workId, type WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { movementOf, type Movement } from './stream-map.ts'

/** How long an arrival stays in motion. */
const MOVING_MS = 3_000
const KEPT = 120
const WORKS = 24
const PER_WORK = 12

/** The newest movements of money, of one work or of all; grows only by real events. */
export class Movements {
  /** Newest first. */
  list = $state.raw<readonly Movement[]>([])
  fresh = $state.raw<readonly Movement[]>([])
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  readonly #app: App
  readonly #only: WorkId | undefined

  constructor(app: App, only?: WorkId) {
    this.#app = app
    this.#only = only
  }

  /** Returns a function that ends it. */
  start(): () => void {
    void this.load()
    return this.#app.live.listen(
      (events) => this.#arrive(events),
      () => void this.load(),
    )
  }

  async load(): Promise<void> {
    try {
      const seen = await Promise.all((await this.#works()).map((work) => readHistory(this.#app.client, work, PER_WORK)))
      this.list = newest(seen.flat().flatMap((each) => movementOf(each) ?? []))
      this.state = 'ready'
    } catch {
      this.state = 'failed'
    }
  }

  async #works(): Promise<WorkId[]> {
    if (this.#only !== undefined) return [this.#only]
    const count = await this.#app.catalogue.countAgain()
    return Array.from({ length: Math.min(WORKS, count) }, (_, back) => workId(count - back))
  }

  #arrive(events: readonly Seen[]): void {
    const mine = events.filter(({ event }) => this.#only === undefined || touches(event, this.#only))
    const arrived = mine.flatMap((each) => movementOf(each) ?? [])
    if (arrived.length === 0) return
    this.list = newest([...arrived, ...this.list])
    this.fresh = [...this.fresh, ...arrived]
    setTimeout(() => (this.fresh = this.fresh.filter((each) => !arrived.includes(each))), MOVING_MS)
  }
}

const touches = (event: Seen['event'], work: WorkId) =>
  event.work === work || (event.kind === 'Credited' && event.source === work)

function newest(movements: readonly Movement[]): Movement[] {
  const once = new Map(movements.map((each) => [each.id, each]))
  return [...once.values()].sort((a, b) => (a.block === b.block ? 0 : a.block < b.block ? 1 : -1)).slice(0, KEPT)
}

import { ledgerEvents, type Seen } from '../../chain/events.ts'
import { readHistory } from '../../chain/history.ts'
import { readLogs } from '../../chain/logs.ts'
import type { Credited } from '../../royalties/ledger.ts'
import { workId, type WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { Courses, heldAt } from './courses.ts'
import { isPayment, movementOf, type Movement, type SeenPayment } from './movement.ts'
import type { Route } from './stream-map.ts'

/** How long an arrival stays in motion: three stages, and a moment to look. */
const MOVING_MS = 4_500
const MOST_MOVING = 12
const KEPT = 60
const WORKS = 24
const PER_WORK = 12
/** Works that are shown at rest, even if nobody has paid them yet. */
const AT_REST = 4

/** The newest payments with their ways, of one work or of all; grows only by real events. */
export class Movements {
  /** Newest first. */
  list = $state.raw<readonly Movement[]>([])
  fresh = $state.raw<readonly Movement[]>([])
  /** The river beds: which ways money takes from here on. */
  routes = $state.raw<readonly Route[]>([])
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  readonly #app: App
  readonly #only: WorkId | undefined
  readonly #courses: Courses

  constructor(app: App, only?: WorkId) {
    this.#app = app
    this.#only = only
    this.#courses = new Courses(app.client)
  }

  /** Returns a function that ends it. */
  start(): () => void {
    void this.load()
    return this.#app.live.listen(
      (events) => void this.#arrive(events),
      () => {
        this.#courses.forget()
        void this.load()
      },
    )
  }

  async load(): Promise<void> {
    try {
      const works = await this.#works()
      const seen = (await Promise.all(works.map((work) => readHistory(this.#app.client, work, PER_WORK)))).flat()
      const payments = this.#only === undefined ? seen.filter(isPayment) : await this.#through(seen)
      this.list = newest(await this.#ways(newest(payments)))
      this.routes = await this.#routes(works)
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

  /** Payments to the work itself, and those to its descendants of which a part came up to it. */
  async #through(seen: readonly Seen[]): Promise<SeenPayment[]> {
    const above = seen.map(async (each) => {
      if (isPayment(each)) return [each]
      if (each.event.kind !== 'Credited') return []
      const range = { works: [each.event.source], fromBlock: each.block, toBlock: each.block }
      const { event } = each
      return ledgerEvents(await readLogs(this.#app.client, range)).filter((found) => isSource(found, event))
    })
    return (await Promise.all(above)).flat().filter(isPayment)
  }

  #ways(payments: readonly SeenPayment[]): Promise<Movement[]> {
    const way = async (payment: SeenPayment) => {
      const { course, ancestors } = await this.#courses.withAncestors(payment.event.work)
      return movementOf(payment, course, ancestors, this.#only)
    }
    return Promise.all(payments.map(way))
  }

  async #routes(works: readonly WorkId[]): Promise<Route[]> {
    const paid = this.#only === undefined ? this.list.map(({ work }) => work) : []
    const shown = [...new Set([...paid, ...works.slice(0, Math.max(0, AT_REST - new Set(paid).size))])]
    const routes = new Map<WorkId, Route>()
    for (const work of shown) {
      const { course, ancestors } = await this.#courses.withAncestors(work)
      for (const each of ancestors) if (!shown.includes(each.work)) routes.set(each.work, routeOf(each.work, each))
      routes.set(work, { ...routeOf(work, course), ancestors: course.ancestors.map((ask) => ask.work) })
    }
    return [...routes.values()]
  }

  async #arrive(events: readonly Seen[]): Promise<void> {
    try {
      await this.#courses.note(events)
      const arrived = await this.#ways(events.filter(isPayment).filter((payment) => this.#isMine(payment, events)))
      if (arrived.length > 0) this.list = newest([...arrived, ...this.list])
      if (this.state !== 'ready') return void this.load()
      if (arrived.length > 0 || events.some(({ event }) => event.kind === 'Moved'))
        this.routes = await this.#routes(await this.#works())
      this.#set(arrived.slice(-MOST_MOVING))
    } catch {
      // The shell says that the chain is silent; what was missed is read when it speaks again.
      this.state = 'failed'
    }
  }

  #isMine(payment: SeenPayment, events: readonly Seen[]): boolean {
    const only = this.#only
    if (only === undefined || payment.event.work === only) return true
    return events.some(({ event }) => event.kind === 'Credited' && event.work === only && isSource(payment, event))
  }

  #set(arrived: readonly Movement[]): void {
    if (arrived.length === 0) return
    this.fresh = [...this.fresh, ...arrived].slice(-MOST_MOVING)
    setTimeout(() => (this.fresh = this.fresh.filter((each) => !arrived.includes(each))), MOVING_MS)
  }
}

const isSource = ({ event }: Seen, credit: Credited) =>
  event.kind === 'Paid' && event.work === credit.source && event.stamp.sequence === credit.sourceSequence

const routeOf = (work: WorkId, course: Parameters<typeof heldAt>[0]): Route => ({
  work,
  ancestors: [],
  holders: heldAt(course),
})

type Listed = Movement | SeenPayment
const idOf = (each: Listed) => ('event' in each ? `${each.event.work}/${each.event.stamp.sequence}` : each.id)

/** Each once, the newest first, and not too many. */
function newest<T extends Listed>(listed: readonly T[]): T[] {
  const once = new Map(listed.map((each) => [idOf(each), each]))
  const order = (a: T, b: T) => (a.block === b.block ? b.logIndex - a.logIndex : a.block < b.block ? 1 : -1)
  return [...once.values()].sort(order).slice(0, KEPT)
}

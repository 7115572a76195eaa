import type { ChainClient } from '../../chain/client.ts'
import type { Seen } from '../../chain/events.ts'
import { holdersOf, walkHistory } from '../../chain/history.ts'
import { readAncestors, readWork } from '../../chain/tributary.ts'
import type { HeldUnits } from '../../royalties/path.ts'
import type { Ask } from '../../royalties/split.ts'
import type { Address, WorkId } from '../../royalties/words.ts'

/** Events of one work that are read to know its holders; beyond it they are shown as one. */
const MOST_EVENTS = 1_000

/** Which way money takes through one work: whom it pays, and who held it when. */
export interface Course {
  readonly work: WorkId
  readonly currency: Address
  readonly ancestors: readonly Ask[]
  /** Movements of its shares by sequence; `undefined`: the ledger is too long to know them all. */
  readonly moves: Map<number, Seen> | undefined
}

type Spot = Pick<Seen, 'block' | 'logIndex'>

const isBefore = (a: Spot, b: Spot) => (a.block === b.block ? a.logIndex < b.logIndex : a.block < b.block)

/** Who held the work just before something happened, or now; the largest first. `undefined`: not known. */
export function heldAt({ moves }: Course, spot?: Spot): HeldUnits[] | undefined {
  return moves && holdersOf([...moves.values()].filter((move) => !spot || isBefore(move, spot)))
}

/** The courses of works, each read once and kept current by the movements of shares that arrive. */
export class Courses {
  readonly #client: ChainClient
  readonly #known = new Map<WorkId, Promise<Course>>()

  constructor(client: ChainClient) {
    this.#client = client
  }

  /** Rejects when the chain does not answer; the next call tries again. */
  of(work: WorkId): Promise<Course> {
    const known = this.#known.get(work)
    if (known) return known
    const reading = this.#read(work)
    this.#known.set(work, reading)
    reading.catch(() => this.#known.delete(work))
    return reading
  }

  async withAncestors(work: WorkId): Promise<{ course: Course; ancestors: Course[] }> {
    const course = await this.of(work)
    return { course, ancestors: await Promise.all(course.ancestors.map((ask) => this.of(ask.work))) }
  }

  async note(events: readonly Seen[]): Promise<void> {
    for (const seen of events)
      if (seen.event.kind === 'Moved')
        (await this.#known.get(seen.event.work)?.catch(() => undefined))?.moves?.set(seen.event.stamp.sequence, seen)
  }

  /** After a reorganisation. */
  forget(): void {
    this.#known.clear()
  }

  async #read(work: WorkId): Promise<Course> {
    const [found, ancestors, moves] = await Promise.all([
      readWork(this.#client, work),
      readAncestors(this.#client, work),
      this.#moves(work),
    ])
    if (!found) throw new Error(`The RPC knows no work ${work}`)
    return { work, currency: found.currency, ancestors, moves }
  }

  async #moves(work: WorkId): Promise<Map<number, Seen> | undefined> {
    const moves = new Map<number, Seen>()
    let read = 0
    for await (const seen of walkHistory(this.#client, work)) {
      for (const each of seen) if (each.event.kind === 'Moved') moves.set(each.event.stamp.sequence, each)
      read += seen.length
      if (read > MOST_EVENTS) return undefined
    }
    return moves
  }
}

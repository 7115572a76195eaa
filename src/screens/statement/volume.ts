import { eventAt, timeAt, type Columns } from '../../royalties/columns/columns.ts'
import { hexOf } from '../../royalties/hex.ts'
import type { LedgerEvent, Paid } from '../../royalties/ledger.ts'
import type { Money } from '../../royalties/statement/csv.ts'
import type { Found } from '../../royalties/statement/rows.ts'
import type { Entries, StatementOf } from '../../royalties/statement/statement.ts'
import type { Hex, WorkId } from '../../royalties/words.ts'
import type { Pin } from '../../verify/evidence.ts'
import type { Verdict, WorkReport } from '../../verify/report.ts'

/** One work's verified ledger, with those of the works around it; plain data, so that it reaches a worker. */
export interface Volume {
  /** The subject first. */
  readonly works: readonly WorkReport[]
  readonly pin: Pin
  readonly verdict: Verdict
  readonly chainId: number
  readonly currency: Money
}

/**
 * An event as statements need it. A hundred thousand decoded ones would fill a phone's memory: once it is passed, an event
 * is decoded again where somebody looks.
 */
class Leaf implements Found {
  readonly #columns: Columns
  readonly #at: number
  #event: LedgerEvent | undefined

  constructor(columns: Columns, at: number) {
    this.#columns = columns
    this.#at = at
    this.#event = eventAt(columns, at)
  }

  get event(): LedgerEvent {
    return this.#event ?? eventAt(this.#columns, this.#at)
  }

  get block(): bigint {
    return BigInt(this.#columns.blocks[this.#at]!)
  }

  get log(): { readonly transaction: Hex } {
    return { transaction: hexOf(this.#columns.transactions, 32 * this.#at, 32 * this.#at + 32) }
  }

  close(): void {
    this.#event = undefined
  }
}

export function leavesOf(columns: Columns): Entries<Found> {
  const { length } = columns
  return {
    length,
    at: (i) => (i >= 0 && i < length ? new Leaf(columns, i) : undefined),
    *[Symbol.iterator]() {
      // A replay looks back at the event before, and no further.
      let [before, last]: (Leaf | undefined)[] = []
      for (let i = 0; i < length; i++) {
        before?.close()
        before = last
        yield (last = new Leaf(columns, i))
      }
    },
  }
}

/** What a statement of the volume's work rests on. Assumes: its history is complete. */
export function basisOf({ works, pin }: Volume): Omit<StatementOf<Found>, 'holder' | 'period'> {
  const [subject] = works
  if (!subject) throw new Error('A volume is about a work')
  const known = new Map(works.filter(({ gapless }) => gapless).map((each) => [each.facts.work, each.columns]))
  const paymentOf = (work: WorkId, sequence: number): Paid | undefined => {
    const columns = known.get(work)
    const event = columns && sequence <= columns.length ? eventAt(columns, sequence - 1) : undefined
    return event?.kind === 'Paid' ? event : undefined
  }
  const { work, ancestors } = subject.facts
  return { work, ancestors, entries: leavesOf(subject.columns), now: pin.time, paymentOf }
}

/** From the mint to the moment everything was read, in Unix seconds. */
export function lifeOf({ works: [subject], pin }: Volume): { readonly first: number; readonly last: number } {
  const columns = subject?.columns
  return { first: columns && columns.length > 0 ? timeAt(columns, 0) : pin.time, last: pin.time }
}

import { eventAt, type Columns } from '../../royalties/columns/columns.ts'
import type { Entry } from '../../royalties/replay.ts'
import { statementOf, type Entries } from '../../royalties/statement/statement.ts'
import type { Tributary } from '../../royalties/statement/tributaries.ts'
import type { Address, Usage, WorkId } from '../../royalties/words.ts'
import type { Paid } from '../../royalties/ledger.ts'
import type { WorkReport } from '../../verify/report.ts'

/** One event as it touched a balance. In 1e-16 of a currency unit, `income` in 1e-8; `units` in millionths of a share. */
export interface Touch {
  readonly income: bigint
  readonly units: bigint
  readonly change: bigint
  readonly flowed: bigint
  readonly due: bigint
  readonly payment: Paid | undefined
}

/** A balance summed up: `income − claimed = closing`, exactly. In 1e-16 of a currency unit. */
export interface Sums {
  readonly byUsage: readonly (readonly [Usage | undefined, bigint])[]
  readonly tributaries: readonly Tributary[]
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
  /** How the newest event counted touched it, if it did. */
  readonly last: Touch | undefined
}

export interface SumsAsked {
  /** Left out: of all holders together. */
  readonly holder?: Address | undefined
  /** Only so many events, from the first; left out: all of them, and up to the pinned block's second. */
  readonly count?: number | undefined
}

/** The numbers of the equation. The first work is summed up; the others tell what their credits were paid for. */
export function sumsOf(works: readonly WorkReport[], until: number, { holder, count }: SumsAsked): Sums | undefined {
  const [subject] = works
  if (!subject) return undefined
  const entries = entriesOf(subject.columns, count)
  const newest = entries.at(entries.length - 1)
  const { ancestors, work } = subject.facts
  const now = count === undefined ? until : newest?.event.stamp.time
  const { byUsage, tributaries, income, claimed, closing, lines } = statementOf({
    ...{ work, ancestors, entries, holder, now },
    paymentOf: paymentsOf(works),
  })
  const line = lines.at(-1)
  const last = line && line.entry.event.stamp.sequence === newest?.event.stamp.sequence ? touchOf(line) : undefined
  return { byUsage: [...byUsage], tributaries, income, claimed, closing, last }
}

/** Events without the logs they were in, which nobody asks for here: half the work. */
function entriesOf(columns: Columns, length = columns.length): Entries<Entry> {
  const at = (i: number): Entry => ({ event: eventAt(columns, i), block: BigInt(columns.blocks[i]!) })
  return {
    length,
    at: (i) => (i >= 0 && i < length ? at(i) : undefined),
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield at(i)
    },
  }
}

const touchOf = ({ income, units, change, flowed, due, payment }: Touch): Touch => ({
  ...{ income, units, change, flowed, due, payment },
})

/** By place, so that no list of all payments is made. */
function paymentsOf(works: readonly WorkReport[]) {
  const ledgers = new Map(works.filter(({ gapless }) => gapless).map(({ facts, columns }) => [facts.work, columns]))
  return (work: WorkId, sequence: number): Paid | undefined => {
    const columns = ledgers.get(work)
    const event = columns && sequence <= columns.length ? eventAt(columns, sequence - 1) : undefined
    return event?.kind === 'Paid' ? event : undefined
  }
}

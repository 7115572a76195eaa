import { statementOf } from '../../royalties/statement.ts'
import type { Tributary } from '../../royalties/tributaries.ts'
import type { Address, Usage, WorkId } from '../../royalties/words.ts'
import type { Paid } from '../../royalties/ledger.ts'
import { eventsOf } from '../../verify/ledger.ts'
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
  /** Only up to this event; left out: up to the pinned block. */
  readonly sequence?: number | undefined
}

/** The numbers of the equation. The first work is summed up; the others tell what their credits were paid for. */
export function sumsOf(works: readonly WorkReport[], until: number, { holder, sequence }: SumsAsked): Sums | undefined {
  const [subject] = works
  if (!subject) return undefined
  const ledger = eventsOf(subject)
  const entries = sequence === undefined ? ledger : ledger.slice(0, sequence)
  const newest = entries.at(-1)
  const { ancestors, work } = subject.facts
  const now = sequence === undefined ? until : newest?.event.stamp.time
  const { byUsage, tributaries, income, claimed, closing, lines } = statementOf({
    ...{ work, ancestors, entries, holder, now },
    paymentOf: paymentsOf(works),
  })
  const line = lines.at(-1)
  const last = line && line.entry.event.stamp.sequence === newest?.event.stamp.sequence ? touchOf(line) : undefined
  return { byUsage: [...byUsage], tributaries, income, claimed, closing, last }
}

const touchOf = ({ income, units, change, flowed, due, payment }: Touch): Touch => ({
  ...{ income, units, change, flowed, due, payment },
})

/** By place, so that no list of all payments is made. */
function paymentsOf(works: readonly WorkReport[]) {
  const ledgers = new Map(works.filter(({ gapless }) => gapless).map((each) => [each.facts.work, eventsOf(each)]))
  return (work: WorkId, sequence: number): Paid | undefined => {
    const event = ledgers.get(work)?.at(sequence - 1)?.event
    return event?.kind === 'Paid' ? event : undefined
  }
}

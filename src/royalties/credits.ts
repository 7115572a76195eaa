import type { LedgerEvent, Paid } from './ledger.ts'
import { partOf, type Ask } from './split.ts'
import type { WorkId } from './words.ts'

/** One work as far as the cascade is concerned. */
export interface Ledger {
  readonly work: WorkId
  readonly ancestors: readonly Ask[]
  readonly events: readonly LedgerEvent[]
}

/** A credit that is not the part of the payment it names, or a part that never arrived. Incomes in 1e-8. */
export type CreditFault =
  /** The source has no such payment. */
  | { kind: 'creditWithoutPayment'; work: WorkId; sequence: number; source: WorkId; sourceSequence: number }
  | {
      kind: 'splitWrong'
      work: WorkId
      sequence: number
      source: WorkId
      sourceSequence: number
      expected: bigint
      actual: bigint
    }
  /** The ancestor's ledger has no credit for this payment; `sequence` is the payment's. */
  | { kind: 'creditMissing'; work: WorkId; sequence: number; ancestor: WorkId; expected: bigint }

/** Checks credits and payments of all given works against each other; works that were not given are not judged. */
export function creditFaults(ledgers: readonly Ledger[]): CreditFault[] {
  const known = new Map(ledgers.map((ledger) => [ledger.work, index(ledger)]))
  return ledgers.flatMap((ledger) => [...wrongCredits(ledger, known), ...missingCredits(ledger, known)])
}

interface Indexed {
  readonly ancestors: ReadonlyMap<WorkId, number>
  readonly payments: ReadonlyMap<number, Paid>
  /** `source/sourceSequence` of every credit. */
  readonly credited: ReadonlySet<string>
}

function index({ ancestors, events }: Ledger): Indexed {
  const payments = new Map<number, Paid>()
  const credited = new Set<string>()
  for (const event of events) {
    if (event.kind === 'Paid') payments.set(event.stamp.sequence, event)
    if (event.kind === 'Credited') credited.add(`${event.source}/${event.sourceSequence}`)
  }
  return { ancestors: new Map(ancestors.map(({ work, royalty }) => [work, royalty])), payments, credited }
}

function wrongCredits({ work, events }: Ledger, known: ReadonlyMap<WorkId, Indexed>): CreditFault[] {
  const faults: CreditFault[] = []
  const seen = new Set<string>()
  for (const event of events) {
    if (event.kind !== 'Credited') continue
    const { source, sourceSequence, income } = event
    const from = known.get(source)
    if (!from) continue
    const place = { work, sequence: event.stamp.sequence, source, sourceSequence }
    const key = `${source}/${sourceSequence}`
    const payment = from.payments.get(sourceSequence)
    const royalty = from.ancestors.get(work)
    if (!payment || royalty === undefined || seen.has(key)) faults.push({ kind: 'creditWithoutPayment', ...place })
    else if (partOf(payment.amount, royalty) !== income)
      faults.push({ kind: 'splitWrong', ...place, expected: partOf(payment.amount, royalty), actual: income })
    seen.add(key)
  }
  return faults
}

function missingCredits({ work, ancestors, events }: Ledger, known: ReadonlyMap<WorkId, Indexed>): CreditFault[] {
  const faults: CreditFault[] = []
  for (const event of events) {
    if (event.kind !== 'Paid') continue
    const { sequence } = event.stamp
    for (const ancestor of ancestors)
      if (known.get(ancestor.work)?.credited.has(`${work}/${sequence}`) === false) {
        const expected = partOf(event.amount, ancestor.royalty)
        faults.push({ kind: 'creditMissing', work, sequence, ancestor: ancestor.work, expected })
      }
  }
  return faults
}

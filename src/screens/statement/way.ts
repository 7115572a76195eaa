import { eventAt, type Columns } from '../../royalties/columns/columns.ts'
import { KIND_ORDER } from '../../royalties/columns/layouts.ts'
import { fatesOf } from '../../royalties/statement/fate.ts'
import { partOf } from '../../royalties/split.ts'
import { ALL_UNITS, type WorkId } from '../../royalties/words.ts'
import type { WorkReport } from '../../verify/report.ts'
import type { ToldFate } from './desk.ts'
import { leavesOf, type Volume } from './volume.ts'

/**
 * Where the money of one event went: to the holders of its work and, of a payment, to those of every work it builds on;
 * and with which claims each part left the contract. Exact: all parts together are what was paid.
 */
export function wayOf({ works }: Volume, sequence: number): ToldFate[] {
  const [subject] = works
  if (!subject) return []
  const own = fatesIn(subject, sequence)
  const event = eventAt(subject.columns, sequence - 1)
  if (event.kind !== 'Paid') return own
  const above = subject.facts.ancestors.flatMap(({ work, royalty }): ToldFate[] => {
    const ancestor = works.find(({ facts, gapless }) => gapless && facts.work === work)
    const credit = ancestor && creditOf(ancestor.columns, subject.facts.work, sequence)
    if (ancestor && credit !== undefined) return fatesIn(ancestor, credit)
    const income = partOf(event.amount, royalty) * ALL_UNITS
    return [{ work, account: ancestor ? 'full' : 'unread', units: ALL_UNITS, income, payouts: [], waiting: income }]
  })
  return [...own, ...above]
}

function fatesIn({ facts, columns }: WorkReport, sequence: number): ToldFate[] {
  return fatesOf(facts.ancestors, leavesOf(columns), sequence).map(({ payouts, ...fate }) => ({
    ...fate,
    work: facts.work,
    payouts: payouts.map(({ claim, amount }) => ({ event: claim.event, block: claim.block, amount })),
  }))
}

const CREDITED = KIND_ORDER.indexOf('Credited')

/** The sequence of the credit for a descendant's payment. */
function creditOf(columns: Columns, source: WorkId, sourceSequence: number): number | undefined {
  for (let i = 0; i < columns.length; i++) {
    if (columns.kinds[i] !== CREDITED) continue
    const event = eventAt(columns, i)
    if (event.kind === 'Credited' && event.source === source && event.sourceSequence === sourceSequence)
      return event.stamp.sequence
  }
  return undefined
}

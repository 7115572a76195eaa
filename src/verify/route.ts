import { amongHolders, type HeldUnits, type PathPart } from '../royalties/path.ts'
import type { Credited, LedgerEvent, Paid } from '../royalties/ledger.ts'
import type { Columns } from '../royalties/columns/columns.ts'
import { split } from '../royalties/split.ts'
import { NATIVE, type Address, type WorkId } from '../royalties/words.ts'
import { ofKinds } from './ledger.ts'
import type { Report } from './report.ts'

/** Where one payment went, by the events of the report alone. */
export interface PaymentRoute {
  readonly parts: readonly PathPart[]
  /** What went to works whose history could not be read, so that their holders are not known. In 1e-8 of a unit. */
  readonly unread: readonly { readonly work: WorkId; readonly income: bigint }[]
}

type Histories = Pick<Report, 'works'>

/**
 * The way of a payment to the report's work, or of a credit to it, to every holder there was at that moment. Exact:
 * parts and unread together are the payment, or the credit.
 */
export function routeOf(report: Histories, event: Paid | Credited): PaymentRoute {
  const own = columnsOf(report, event.work)
  const held = own ? heldBefore(own, event) : []
  if (event.kind === 'Credited') return { parts: amongHolders(event.work, event.income, held), unread: [] }
  const ancestors = report.works.find(({ facts }) => facts.work === event.work)?.facts.ancestors ?? []
  const divided = split(event.amount, ancestors)
  const parts = amongHolders(event.work, divided.own, held)
  const unread: { work: WorkId; income: bigint }[] = []
  for (const { work, income } of divided.parts) {
    const columns = columnsOf(report, work)
    const credit = columns && creditOf(columns, event)
    if (columns && credit) parts.push(...amongHolders(work, income, heldBefore(columns, credit)))
    else unread.push({ work, income })
  }
  return { parts, unread }
}

/** `undefined`: not read, or not to its first event. */
function columnsOf({ works }: Histories, work: WorkId): Columns | undefined {
  const found = works.find(({ facts }) => facts.work === work)
  return found?.gapless ? found.columns : undefined
}

function creditOf(columns: Columns, { work, stamp }: Paid): Credited | undefined {
  for (const event of ofKinds(columns, ['Credited']))
    if (event.source === work && event.sourceSequence === stamp.sequence) return event
  return undefined
}

/** Who held a work just before an event of its own ledger; the largest first. */
function heldBefore(columns: Columns, { stamp: { sequence } }: LedgerEvent): HeldUnits[] {
  const units = new Map<Address, bigint>()
  const add = (account: Address, by: bigint) => units.set(account, (units.get(account) ?? 0n) + by)
  for (const event of ofKinds(columns, ['Moved'])) {
    if (event.stamp.sequence >= sequence) break
    if (event.from !== NATIVE) add(event.from, -event.units)
    add(event.to, event.units)
  }
  const held = [...units].filter(([, each]) => each > 0n).map(([account, each]) => ({ account, units: each }))
  return held.sort((a, b) => (a.units === b.units ? 0 : a.units < b.units ? 1 : -1))
}

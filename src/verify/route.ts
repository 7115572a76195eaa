import { amongHolders, type HeldUnits, type PathPart } from '../royalties/path.ts'
import type { Credited, LedgerEvent, Paid } from '../royalties/ledger.ts'
import { split } from '../royalties/split.ts'
import { NATIVE, type Address, type WorkId } from '../royalties/words.ts'
import type { Report } from './check.ts'

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
  const own = eventsOf(report, event.work) ?? []
  if (event.kind === 'Credited')
    return { parts: amongHolders(event.work, event.income, heldBefore(own, event)), unread: [] }
  const ancestors = report.works.find(({ facts }) => facts.work === event.work)?.facts.ancestors ?? []
  const divided = split(event.amount, ancestors)
  const parts = amongHolders(event.work, divided.own, heldBefore(own, event))
  const unread: { work: WorkId; income: bigint }[] = []
  for (const { work, income } of divided.parts) {
    const events = eventsOf(report, work)
    const credit = events?.find((each) => isCreditOf(each, event))
    if (events && credit) parts.push(...amongHolders(work, income, heldBefore(events, credit)))
    else unread.push({ work, income })
  }
  return { parts, unread }
}

/** `undefined`: not read, or not to its first event. */
function eventsOf({ works }: Histories, work: WorkId): readonly LedgerEvent[] | undefined {
  const found = works.find(({ facts }) => facts.work === work)
  return found?.gapless ? found.events.map(({ event }) => event) : undefined
}

const isCreditOf = (event: LedgerEvent, { work, stamp }: Paid): boolean =>
  event.kind === 'Credited' && event.source === work && event.sourceSequence === stamp.sequence

/** Who held a work just before an event of its own ledger; the largest first. */
function heldBefore(events: readonly LedgerEvent[], { stamp: { sequence } }: LedgerEvent): HeldUnits[] {
  const units = new Map<Address, bigint>()
  const add = (account: Address, by: bigint) => units.set(account, (units.get(account) ?? 0n) + by)
  for (const event of events) {
    if (event.stamp.sequence >= sequence) break
    if (event.kind !== 'Moved') continue
    if (event.from !== NATIVE) add(event.from, -event.units)
    add(event.to, event.units)
  }
  const held = [...units].filter(([, each]) => each > 0n).map(([account, each]) => ({ account, units: each }))
  return held.sort((a, b) => (a.units === b.units ? 0 : a.units < b.units ? 1 : -1))
}

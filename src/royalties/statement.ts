import type { LedgerEvent, Paid } from './ledger.ts'
import { PAYABLE, replay, type Entry, type WorkState } from './replay.ts'
import type { Ask } from './split.ts'
import { ALL_UNITS, type Address, type Usage, type WorkId } from './words.ts'

/** Unix seconds: from `from`, before `until`. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** One event as it touched the balance. Amounts in 1e-16 of a currency unit, except `income`. */
export interface StatementLine<E extends Entry = Entry> {
  readonly entry: E
  /** What it brought the whole work, in 1e-8 of a currency unit. */
  readonly income: bigint
  /** Units the holder had at that moment; all 100 shares for a statement of the work. */
  readonly units: bigint
  /** What the balance gained by it; negative: paid out. Movements of shares take no income along. */
  readonly change: bigint
  /** What was due after it. */
  readonly due: bigint
  /** The payment the money comes from, when it is known. */
  readonly payment: Paid | undefined
}

/** `opening + Σ income − claimed = closing`, exactly. All in 1e-16 of a currency unit. */
export interface Statement<E extends Entry = Entry> {
  readonly holder: Address | undefined
  readonly opening: bigint
  readonly byUsage: ReadonlyMap<Usage | undefined, bigint>
  /** Which work the payment was made to: this one, or a descendant. */
  readonly bySource: ReadonlyMap<WorkId, bigint>
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
  /** Units at the end. */
  readonly units: bigint
  readonly lines: readonly StatementLine<E>[]
}

export interface StatementOf<E extends Entry> {
  readonly work: WorkId
  readonly ancestors: readonly Ask[]
  /** From the first event on, in ledger order; what lies before the period makes the opening. */
  readonly entries: readonly E[]
  /** Left out: the statement of the work, of all its holders together. */
  readonly holder?: Address | undefined
  readonly period?: Period | undefined
  /** Payments of descendants by work and sequence; without them the usage of a credit is unknown. */
  readonly paymentOf?: (work: WorkId, sequence: number) => Paid | undefined
}

/** What a holder, or a work, earned and was paid, event by event. */
export function statementOf<E extends Entry>(of: StatementOf<E>): Statement<E> {
  const lines = linesOf(of)
  const { from, until } = of.period ?? { from: 0, until: Number.POSITIVE_INFINITY }
  const before = lines.filter(({ entry }) => entry.event.stamp.time < from)
  const within = lines.filter(({ entry: { event } }) => event.stamp.time >= from && event.stamp.time < until)
  const opening = before.at(-1)?.due ?? 0n
  const sums = summed(of.work, within)
  const last = within.at(-1) ?? before.at(-1)
  return { holder: of.holder, opening, ...sums, closing: last?.due ?? 0n, units: last?.units ?? 0n, lines: within }
}

/** Every event that touches the holder, or all of them for a whole work. */
function linesOf<E extends Entry>({ ancestors, entries, holder, paymentOf }: StatementOf<E>): StatementLine<E>[] {
  const lines: StatementLine<E>[] = []
  let due = 0n
  replay(ancestors, entries, (entry, income, state) => {
    const { event } = entry
    const units = unitsOf(state, holder)
    const change = income * units - PAYABLE * claimOf(event, holder)
    due += change
    if (change === 0n && !touches(event, holder)) return
    const payment = event.kind === 'Paid' ? event : creditPayment(event, paymentOf)
    lines.push({ entry: entry as E, income, units, change, due, payment })
  })
  return lines
}

const unitsOf = (state: WorkState, holder: Address | undefined): bigint =>
  holder === undefined ? ALL_UNITS : (state.holders.get(holder)?.units ?? 0n)

/** In currency units. */
const claimOf = (event: LedgerEvent, holder: Address | undefined): bigint =>
  event.kind === 'Claimed' && (holder === undefined || event.holder === holder) ? event.amount : 0n

const touches = (event: LedgerEvent, holder: Address | undefined): boolean =>
  holder === undefined || (event.kind === 'Moved' && (event.from === holder || event.to === holder))

const creditPayment = (event: LedgerEvent, paymentOf: StatementOf<Entry>['paymentOf']): Paid | undefined =>
  event.kind === 'Credited' ? paymentOf?.(event.source, event.sourceSequence) : undefined

function summed(work: WorkId, lines: readonly StatementLine[]) {
  const byUsage = new Map<Usage | undefined, bigint>()
  const bySource = new Map<WorkId, bigint>()
  let income = 0n
  let claimed = 0n
  for (const { entry, change, payment } of lines) {
    const { event } = entry
    if (event.kind === 'Claimed') claimed -= change
    if (event.kind !== 'Paid' && event.kind !== 'Credited') continue
    income += change
    const source = event.kind === 'Credited' ? event.source : work
    byUsage.set(payment?.usage, (byUsage.get(payment?.usage) ?? 0n) + change)
    bySource.set(source, (bySource.get(source) ?? 0n) + change)
  }
  return { byUsage, bySource, income, claimed }
}

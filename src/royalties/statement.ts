import type { LedgerEvent, Paid } from './ledger.ts'
import { PAYABLE, replay, type Entry, type WorkState } from './replay.ts'
import type { Ask } from './split.ts'
import { Tributaries, type Tributary } from './tributaries.ts'
import { ALL_UNITS, Usage, type Address, type WorkId } from './words.ts'

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
  /** What flows brought the balance since the line before. */
  readonly flowed: bigint
  /** What was due after it. */
  readonly due: bigint
  /** The payment the money comes from, when it is known. */
  readonly payment: Paid | undefined
}

/** `opening + income − claimed = closing`, exactly. All in 1e-16 of a currency unit. */
export interface Statement<E extends Entry = Entry> {
  readonly holder: Address | undefined
  readonly opening: bigint
  readonly byUsage: ReadonlyMap<Usage | undefined, bigint>
  /** Which work the payment was made to: this one, or a descendant. */
  readonly bySource: ReadonlyMap<WorkId, bigint>
  /** What came by the second, by whom. */
  readonly tributaries: readonly Tributary[]
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
  /** Units at the end. */
  readonly units: bigint
  readonly lines: readonly StatementLine<E>[]
  /** What flows brought since the last line. */
  readonly flowed: bigint
}

export interface StatementOf<E extends Entry> {
  readonly work: WorkId
  readonly ancestors: readonly Ask[]
  /** From the first event on, in ledger order; what lies before the period makes the opening. */
  readonly entries: readonly E[]
  /** Left out: the statement of the work, of all its holders together. */
  readonly holder?: Address | undefined
  readonly period?: Period | undefined
  /** Up to this second flows bring income, in Unix seconds; left out: that of the newest event. */
  readonly now?: number | undefined
  /** Payments of descendants by work and sequence; without them the usage of a credit is unknown. */
  readonly paymentOf?: (work: WorkId, sequence: number) => Paid | undefined
}

/** What a holder, or a work, earned and was paid, event by event. */
export function statementOf<E extends Entry>(of: StatementOf<E>): Statement<E> {
  const { from, until } = of.period ?? { from: 0, until: Number.POSITIVE_INFINITY }
  const newest = of.entries.at(-1)?.event.stamp.time ?? 0
  const end = balanceAt(of, Math.min(until, of.now ?? newest), until)
  const start = balanceAt(of, Math.min(from, of.now ?? newest), from)
  const [first, ...rest] = end.lines.slice(start.lines.length)
  // What flowed before the period began belongs to the opening.
  const lines = first ? [{ ...first, flowed: first.flowed - start.flowed }, ...rest] : []
  const tributaries = lessThan(start.tributaries, end.tributaries)
  const sums = summed(of.work, lines, tributaries)
  const flowed = first ? end.flowed : end.flowed - start.flowed
  const common = { holder: of.holder, opening: start.due, closing: end.due, units: end.units }
  return { ...common, ...sums, tributaries, lines, flowed }
}

interface Balance<E extends Entry> {
  readonly lines: readonly StatementLine<E>[]
  readonly flowed: bigint
  readonly due: bigint
  readonly units: bigint
  readonly tributaries: readonly Tributary[]
}

/** Every event before `before` that touches the holder, or all of them for a whole work, and what flowed until `time`. */
function balanceAt<E extends Entry>(of: StatementOf<E>, time: number, before: number): Balance<E> {
  const { ancestors, entries, holder, paymentOf } = of
  const tributaries = new Tributaries(ancestors.reduce((sum, { royalty }) => sum + royalty, 0))
  const lines: StatementLine<E>[] = []
  let due = 0n
  let flowed = 0n
  const end = entries.findIndex(({ event }) => event.stamp.time >= before)
  const { state } = replay(ancestors, end < 0 ? entries : entries.slice(0, end), {
    until: time,
    flowed: (income, until, state) => {
      const units = unitsOf(state, holder)
      flowed += income * units
      due += income * units
      tributaries.flow(until, units)
    },
    happened: (entry, income, state) => {
      const { event } = entry
      const units = unitsOf(state, holder)
      const change = income * units - PAYABLE * claimOf(event, holder)
      due += change
      if (isFlow(event)) tributaries.turn(event, units)
      if (change === 0n && !touches(event, holder)) return
      const payment = event.kind === 'Paid' ? event : creditPayment(event, paymentOf)
      lines.push({ entry: entry as E, income, units, change, flowed, due, payment })
      flowed = 0n
    },
  })
  return { lines, flowed, due, units: unitsOf(state, holder), tributaries: tributaries.all() }
}

/** What each brought in between. `earlier` are some of `later`, in the same order. */
const lessThan = (earlier: readonly Tributary[], later: readonly Tributary[]): Tributary[] =>
  later
    .map((each, i) => ({ ...each, income: each.income - (earlier[i]?.income ?? 0n) }))
    .filter(({ income }) => income !== 0n)

const isFlow = (event: LedgerEvent) =>
  event.kind === 'FlowOpened' ||
  event.kind === 'FlowExtended' ||
  event.kind === 'FlowClosed' ||
  event.kind === 'FlowCredited'

const unitsOf = (state: WorkState, holder: Address | undefined): bigint =>
  holder === undefined ? ALL_UNITS : (state.holders.get(holder)?.units ?? 0n)

/** In currency units. */
const claimOf = (event: LedgerEvent, holder: Address | undefined): bigint =>
  event.kind === 'Claimed' && (holder === undefined || event.holder === holder) ? event.amount : 0n

const touches = (event: LedgerEvent, holder: Address | undefined): boolean =>
  holder === undefined || (event.kind === 'Moved' && (event.from === holder || event.to === holder))

const creditPayment = (event: LedgerEvent, paymentOf: StatementOf<Entry>['paymentOf']): Paid | undefined =>
  event.kind === 'Credited' ? paymentOf?.(event.source, event.sourceSequence) : undefined

function summed(work: WorkId, lines: readonly StatementLine[], tributaries: readonly Tributary[]) {
  const byUsage = new Map<Usage | undefined, bigint>()
  const bySource = new Map<WorkId, bigint>()
  let income = 0n
  let claimed = 0n
  const earn = (usage: Usage | undefined, source: WorkId, sum: bigint) => {
    income += sum
    byUsage.set(usage, (byUsage.get(usage) ?? 0n) + sum)
    bySource.set(source, (bySource.get(source) ?? 0n) + sum)
  }
  for (const { entry, change, payment } of lines) {
    const { event } = entry
    if (event.kind === 'Claimed') claimed -= change
    else if (event.kind === 'Paid') earn(event.usage, work, change)
    else if (event.kind === 'Credited') earn(payment?.usage, event.source, change)
  }
  for (const { source, income: sum } of tributaries) earn(Usage.Flow, source, sum)
  return { byUsage, bySource, income, claimed }
}

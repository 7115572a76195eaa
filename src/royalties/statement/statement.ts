import type { Paid } from '../ledger.ts'
import type { Entry } from '../replay.ts'
import type { Ask } from '../split.ts'
import { foldOf, newestOf, type Section } from './fold.ts'
import { EVER, type Period } from './period.ts'
import { paidInOf, sumsOf, type Earning, type PaidIn } from './sums.ts'
import type { Tributary } from './tributaries.ts'
import type { Address, Usage, WorkId } from '../words.ts'

/** A ledger from its first event on, in ledger order: an array, or what decodes its events when they are asked for. */
export interface Entries<E> extends Iterable<E> {
  readonly length: number
  at(index: number): E | undefined
}

/** One event as it touched the balance. Amounts in 1e-16 of a currency unit, except `income`. */
export interface StatementLine<E extends Entry = Entry> {
  readonly entry: E
  /** What it brought the whole work, in 1e-8 of a currency unit. */
  readonly income: bigint
  /** Units the holder had after it; all 100 shares for a statement of the work. */
  readonly units: bigint
  /** What the balance gained by it; negative: paid out. Movements of shares take no income along. */
  readonly change: bigint
  /** What flows brought the balance since the line before. */
  readonly flowed: bigint
  /** What was due after it. */
  readonly due: bigint
  /** The payment the money comes from, when it is known; of a movement of shares: the royalty of its resale, if one was paid. */
  readonly payment: Paid | undefined
}

/** `opening + income − claimed = closing`, exactly. Money in 1e-16 of a currency unit, units in millionths of a share. */
export interface Statement<E extends Entry = Entry> {
  readonly work: WorkId
  /** `undefined`: the statement of the work, of all its holders together. */
  readonly holder: Address | undefined
  readonly period: Period
  /** What the closing is of, in Unix seconds: the end of the period or, where that has not come yet, the last moment known. */
  readonly until: number
  readonly opening: bigint
  /** By usage and by the work that was paid. The sum is `income`. */
  readonly earnings: readonly Earning[]
  readonly byUsage: ReadonlyMap<Usage | undefined, bigint>
  /** Which work the payment was made to: this one, or a descendant. */
  readonly bySource: ReadonlyMap<WorkId, bigint>
  /** What came by the second, by whom. */
  readonly tributaries: readonly Tributary[]
  /** What was paid to the work itself and what of it went to its ancestors; only in the statement of a work. */
  readonly paidIn: PaidIn | undefined
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
  readonly openingUnits: bigint
  /** At the end. */
  readonly units: bigint
  readonly lines: readonly StatementLine<E>[]
  /** What flows brought since the last line. */
  readonly flowed: bigint
}

export interface StatementOf<E extends Entry> {
  readonly work: WorkId
  readonly ancestors: readonly Ask[]
  /** What lies before the period makes the opening. */
  readonly entries: Entries<E>
  /** Left out: the statement of the work, of all its holders together. */
  readonly holder?: Address | undefined
  readonly period?: Period | undefined
  /** Up to this second flows bring income, in Unix seconds; left out: that of the newest event. */
  readonly now?: number | undefined
  /** Payments of descendants by work and sequence; without them the usage of a credit is unknown. */
  readonly paymentOf?: ((work: WorkId, sequence: number) => Paid | undefined) | undefined
}

/** What a holder, or a work, earned and was paid, event by event. */
export const statementOf = <E extends Entry>(of: StatementOf<E>): Statement<E> =>
  statementsOf(of, [of.period ?? EVER])[0]!

/**
 * The same for several periods at once, in one pass over the ledger. Assumes: the periods follow each other, each
 * beginning where, or after, the one before ends.
 */
export function statementsOf<E extends Entry>(of: StatementOf<E>, periods: readonly Period[]): readonly Statement<E>[] {
  const sections = foldOf(of, periods)
  return sections.map((section, i) => told(of, periods[i]!, section))
}

function told<E extends Entry>(of: StatementOf<E>, period: Period, section: Section<E>): Statement<E> {
  const { work, holder, ancestors } = of
  const sums = sumsOf(work, section)
  const paidIn = holder === undefined ? paidInOf(ancestors, section) : undefined
  const until = Math.min(period.until, newestOf(of))
  return { work, holder, period, until, ...section, ...sums, paidIn }
}

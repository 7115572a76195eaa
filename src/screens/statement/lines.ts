/**
 * The equation of a statement in whole units of its currency. Balances keep 1e-16 of a unit; people are paid in whole ones.
 * So each line is rounded down, and what the fractions of all of them come to together is a line of its own: on paper, too,
 * everything adds up to the last unit.
 */
import { floorDivide } from '../../royalties/format.ts'
import type { Tributary } from '../../royalties/statement/tributaries.ts'
import type { Earning } from '../../royalties/statement/sums.ts'
import { Usage, type Address, type WorkId } from '../../royalties/words.ts'

const FINE = 10n ** 16n

/** In whole units, rounded towards minus infinity. */
export const wholeUnits = (exact: bigint): bigint => floorDivide(exact, FINE)

/** Income of one kind, in whole units. */
export interface IncomeLine {
  readonly usage: Usage | undefined
  readonly source: WorkId
  /** Of what comes by the second to this work itself. */
  readonly payer: Address | undefined
  readonly payments: number
  readonly units: bigint
}

/** `opening + Σ lines + carried − claimed = closing`, and `Σ lines + carried = income`, in whole units. */
export interface Equation {
  readonly opening: bigint
  readonly lines: readonly IncomeLine[]
  /** Whole units out of fractions; never negative. */
  readonly carried: bigint
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
}

interface Sums {
  readonly work: WorkId
  readonly opening: bigint
  readonly earnings: readonly Earning[]
  readonly tributaries: readonly Tributary[]
  readonly claimed: bigint
  readonly closing: bigint
}

/** Amounts in 1e-16 of a unit. What flows bring has a line for each of those who pay it. */
export function equationOf({ work, opening, earnings, tributaries, claimed, closing }: Sums): Equation {
  const paid = earnings.filter(({ usage }) => usage !== Usage.Flow).map((each) => ({ ...each, payer: undefined }))
  const flowing = tributaries.map((each) => ({ ...each, usage: Usage.Flow, payments: 0 }))
  const lines = [...paid, ...flowing].map(({ income, ...line }) => ({ ...line, units: wholeUnits(income) }))
  // By usage; what was paid to the work itself before what came through others; the largest first.
  const rank = ({ usage, source }: IncomeLine) => 2 * (usage ?? Usage.Flow + 1) + (source === work ? 0 : 1)
  lines.sort((a, b) => rank(a) - rank(b) || (a.units === b.units ? 0 : a.units < b.units ? 1 : -1))
  const sums = { opening: wholeUnits(opening), claimed: wholeUnits(claimed), closing: wholeUnits(closing) }
  const income = sums.closing + sums.claimed - sums.opening
  const carried = lines.reduce((rest, { units }) => rest - units, income)
  return { ...sums, lines, income, carried }
}

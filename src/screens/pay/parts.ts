import type { PathPart } from '../../royalties/path.ts'
import { ALL_UNITS, INCOME, type Address, type WorkId } from '../../royalties/words.ts'

export interface ShownPart {
  readonly id: string
  readonly work: WorkId
  readonly account: Address
  /** In 1e-8 of a currency unit. */
  readonly income: bigint
  /** In currency units. Rounds: down. */
  readonly amount: bigint
  /** Of the whole payment, in millionths of a percent. Rounds: down. */
  readonly part: bigint
}

/** The path as rows, the largest first, with what rounding down leaves over (in currency units). */
export function shownParts(parts: readonly PathPart[]): { rows: ShownPart[]; total: bigint; rest: bigint } {
  const total = parts.reduce((sum, { income }) => sum + income, 0n)
  const rows = parts
    .filter(({ income }) => income > 0n)
    .map(({ work, account, income }) => ({
      id: `${work}/${account}`,
      work,
      account,
      income,
      amount: income / INCOME,
      part: (income * ALL_UNITS) / total,
    }))
    .sort((a, b) => (a.income === b.income ? 0 : a.income < b.income ? 1 : -1))
  const shown = rows.reduce((sum, { amount }) => sum + amount, 0n)
  return { rows, total, rest: total / INCOME - shown }
}

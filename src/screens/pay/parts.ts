import type { PathPart } from '../../royalties/path.ts'
import { INCOME, type Address, type WorkId } from '../../royalties/words.ts'

export interface ShownPart {
  readonly id: string
  readonly work: WorkId
  readonly account: Address
  /** In 1e-8 of a currency unit. */
  readonly income: bigint
  /** In currency units. Rounds: down. */
  readonly amount: bigint
}

/** The path as rows, the largest first, with what rounding down leaves over (in currency units). */
export function shownParts(parts: readonly PathPart[]): { rows: ShownPart[]; total: bigint; rest: bigint } {
  const rows = parts
    .map(({ work, account, income }) => ({ id: `${work}/${account}`, work, account, income, amount: income / INCOME }))
    .filter(({ income }) => income > 0n)
    .sort((a, b) => (a.income === b.income ? 0 : a.income < b.income ? 1 : -1))
  const total = rows.reduce((sum, { income }) => sum + income, 0n)
  const shown = rows.reduce((sum, { amount }) => sum + amount, 0n)
  return { rows, total, rest: total / INCOME - shown }
}

import { BASIS_POINTS, INCOME, type WorkId } from './words.ts'

/** An ancestor that asks for a part of every descendant's income. `royalty` in basis points, absolute. */
export interface Ask {
  readonly work: WorkId
  readonly royalty: number
}

export interface Split {
  /** What is left for the work itself, in 1e-8 of a currency unit. */
  readonly own: bigint
  /** In the order in which the contract credits them. */
  readonly parts: readonly { readonly work: WorkId; readonly income: bigint }[]
}

/** A whole payment as income. `amount` in currency units. */
export const wholeOf = (amount: bigint): bigint => amount * INCOME

/** An ancestor's part as income. Exact, because 1e8 is a multiple of 10 000. */
export const partOf = (amount: bigint, royalty: number): bigint => amount * (INCOME / BASIS_POINTS) * BigInt(royalty)

/** Divides one payment: `own` and all parts together are exactly the payment. */
export function split(amount: bigint, ancestors: readonly Ask[]): Split {
  const parts = ancestors.map(({ work, royalty }) => ({ work, income: partOf(amount, royalty) }))
  const own = parts.reduce((rest, { income }) => rest - income, wholeOf(amount))
  return { own, parts }
}

import { ALL_UNITS, BASIS_POINTS, SHARE } from '../../royalties/words.ts'

/** At least this much of a listing is sold at once, or all of its rest: 0.01 share. */
export const SMALLEST = 10_000n

/** What `units` cost at `unitPrice` per whole share. Rounds: up, as the contract does. */
export const priceOf = (units: bigint, unitPrice: bigint): bigint => (units * unitPrice + SHARE - 1n) / SHARE

/** What of a price goes to the work. Rounds: down. */
export const resaleOf = (price: bigint, basisPoints: number): bigint => (price * BigInt(basisPoints)) / BASIS_POINTS

/** Of everything the work earns, in basis points and their fractions as text: `12.5 %`. */
export const partText = (units: bigint): string => `${Number(units) / Number(ALL_UNITS / 100n)} %`

export type PurchaseProblem = 'none' | 'tooMany' | 'tooFew'

/** Why `units` of a listing cannot be bought; `undefined` when they can. */
export function purchaseProblem(units: bigint | undefined, listed: bigint): PurchaseProblem | undefined {
  if (units === undefined || units === 0n) return 'none'
  if (units > listed) return 'tooMany'
  return units < SMALLEST && units < listed ? 'tooFew' : undefined
}

/** Words every other module shares. Types only know shapes; who may trust what is said where it is made. */

export type Hex = `0x${string}`
export type Address = Hex

/** A work's number in one deployment: 1, 2, 3 … */
export type WorkId = bigint & { readonly __brand: 'WorkId' }
export const workId = (n: bigint | number): WorkId => BigInt(n) as WorkId

/** The native currency of a chain, where an ERC-20's address would stand. */
export const NATIVE: Address = '0x0000000000000000000000000000000000000000'

/** Shares have 6 decimals; every work has exactly 100 of them for ever. */
export const SHARE = 1_000_000n
export const ALL_UNITS = 100n * SHARE

/** Income is kept in 1e-8 of a currency unit, so that splitting by basis points never rounds. */
export const INCOME = 100_000_000n
export const BASIS_POINTS = 10_000n

/** Why money came in. The numbers are the contract's. */
export const Usage = {
  Play: 0,
  Download: 1,
  Train: 2,
  Infer: 3,
  Perform: 4,
  Tip: 5,
  Resale: 6,
  External: 7,
  Flow: 8,
} as const
export type Usage = (typeof Usage)[keyof typeof Usage]
export type UsageName = keyof typeof Usage
export const usageName = (usage: Usage): UsageName => (Object.keys(Usage) as UsageName[])[usage] as UsageName

export const Derivatives = { Closed: 0, ByApproval: 1, Open: 2 } as const
export type Derivatives = (typeof Derivatives)[keyof typeof Derivatives]

/** Which deployment a work number belongs to. */
export interface Deployment {
  readonly chainId: number
  readonly contract: Address
}

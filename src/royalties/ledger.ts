import type { Address, Hex, Usage, WorkId } from './words.ts'

/** What every ledger event carries: its place in its work's chain and where the one before it is found. */
export interface Stamp {
  /** Block of the last event whose sequence is a multiple of 256. */
  readonly anchorBlock: bigint
  readonly sequence: number
  /** Unix seconds. */
  readonly time: number
  /** Block of the work's previous event; 0 for the first. */
  readonly previousBlock: bigint
}

interface Stamped {
  readonly work: WorkId
  readonly stamp: Stamp
}

/** Money for a usage. `amount` in currency units; the ancestors' parts follow as `Credited` on their chains. */
export interface Paid extends Stamped {
  readonly kind: 'Paid'
  readonly payer: Address
  readonly beneficiary: Address
  readonly usage: Usage
  readonly units: bigint
  readonly amount: bigint
  readonly ref: Hex
}

/** A descendant's payment reaching an ancestor. `income` in 1e-8 of a currency unit. */
export interface Credited extends Stamped {
  readonly kind: 'Credited'
  readonly source: WorkId
  readonly sourceSequence: number
  readonly income: bigint
}

/** Shares changing hands; from the zero address at mint. */
export interface Moved extends Stamped {
  readonly kind: 'Moved'
  readonly from: Address
  readonly to: Address
  readonly units: bigint
}

/** Income paid out to a holder. `amount` in currency units. */
export interface Claimed extends Stamped {
  readonly kind: 'Claimed'
  readonly holder: Address
  readonly amount: bigint
}

export type LedgerEvent = Paid | Credited | Moved | Claimed

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

/** Money by the second, from the stamp's time to `end`. `rate` in 1e-8 of a currency unit a second; all its payer pays. */
export interface FlowOpened extends Stamped {
  readonly kind: 'FlowOpened'
  readonly payer: Address
  readonly rate: bigint
  /** Unix seconds, a full hour. */
  readonly end: number
  /** Paid in advance, in currency units. */
  readonly deposit: bigint
}

export interface FlowExtended extends Stamped {
  readonly kind: 'FlowExtended'
  readonly payer: Address
  readonly rate: bigint
  readonly oldEnd: number
  readonly newEnd: number
  readonly deposit: bigint
}

/** The flow ends at the stamp's time instead of at `oldEnd`. */
export interface FlowClosed extends Stamped {
  readonly kind: 'FlowClosed'
  readonly payer: Address
  readonly rate: bigint
  readonly oldEnd: number
  /** Given back to the payer, in currency units. */
  readonly refund: bigint
}

/**
 * An ancestor's part of a descendant's flow: `rate` flows until `newEnd` instead of `oldEnd`. The stamp's time stands for
 * the end of what does not flow: `oldEnd` of a flow just opened, `newEnd` of one just closed.
 */
export interface FlowCredited extends Stamped {
  readonly kind: 'FlowCredited'
  readonly source: WorkId
  readonly sourceSequence: number
  readonly rate: bigint
  readonly oldEnd: number
  readonly newEnd: number
  /** Came in at once beside the rate, in 1e-8 of a currency unit. */
  readonly income: bigint
}

/** Ends of flows up to `until` were settled ahead of a claim; no money came or went. */
export interface Accrued extends Stamped {
  readonly kind: 'Accrued'
  readonly until: number
}

/** Price and delivery fee of a content key, held by the contract until the key is delivered: not income yet. */
export interface KeyRequested extends Stamped {
  readonly kind: 'KeyRequested'
  readonly buyer: Address
  readonly id: Hex
  readonly keyAddress: Address
  readonly usage: Usage
  readonly units: bigint
  readonly ref: Hex
  readonly ex: bigint
  readonly kAddress: Address
  /** Unix seconds. */
  readonly deadline: number
  /** In currency units. */
  readonly price: bigint
  /** In currency units. */
  readonly fee: bigint
}

/** Follows the `Paid` of the price. `server` gets the fee. */
export interface KeyDelivered extends Stamped {
  readonly kind: 'KeyDelivered'
  readonly buyer: Address
  readonly server: Address
  readonly id: Hex
  readonly scalar: bigint
  /** In currency units. */
  readonly fee: bigint
}

/** Nobody delivered: the money goes back to the buyer. `amount` in currency units. */
export interface KeyRefunded extends Stamped {
  readonly kind: 'KeyRefunded'
  readonly buyer: Address
  readonly id: Hex
  readonly amount: bigint
}

export type FlowEvent = FlowOpened | FlowExtended | FlowClosed | FlowCredited
export type KeyEvent = KeyRequested | KeyDelivered | KeyRefunded
export type LedgerEvent = Paid | Credited | Moved | Claimed | FlowEvent | Accrued | KeyEvent

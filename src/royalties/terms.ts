import type { Address, Hex, Usage, WorkId } from './words.ts'

/** The wish to get a work's content key, as the contract takes it (key-delivery §5.3). Money in currency units. */
export interface KeyRequest {
  readonly work: WorkId
  /** `addr(Y)`: work numbers move when the chain reorganises, keys do not. */
  readonly keyAddress: Address
  readonly usage: Usage
  /** 0: the key once more, for one who had it; then the price is 0. */
  readonly units: bigint
  /** The hash of the terms accepted. */
  readonly ref: Hex
  readonly buyer: Address
  /** x of E = t·G. */
  readonly ex: bigint
  /** What the delivered scalar is checked against. */
  readonly kAddress: Address
  /** The current price times `units`. */
  readonly price: bigint
  /** The current delivery fee. */
  readonly fee: bigint
  /** Seconds the delivery may take: 24 hours to 30 days. */
  readonly window: bigint
}

/** What a request fixed: only its hash is on chain, so whoever delivers or refunds brings all of it along. */
export interface KeyTerms {
  readonly id: Hex
  readonly work: WorkId
  readonly keyAddress: Address
  readonly usage: Usage
  readonly units: bigint
  readonly ref: Hex
  readonly buyer: Address
  readonly kAddress: Address
  /** Unix seconds: delivery up to and including it, refund after it. */
  readonly deadline: bigint
  readonly price: bigint
  readonly fee: bigint
}

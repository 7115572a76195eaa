import type { Address, Deployment, Hex, WorkId } from '../royalties/words.ts'
import type { Held, Pin, RawLog, WorkFacts } from './evidence.ts'

/** What the contract says about a work at some block. */
export interface OldHead {
  readonly sequence: number
  readonly head: Hex
}

/**
 * All that verifying asks of a chain, and nothing else: small enough to be answered by a liar in a test. Every method
 * rejects when it gets no answer; none of them is believed.
 */
export interface LedgerReader {
  readonly deployment: Deployment
  /** The newest block. */
  pin(): Promise<Pin>
  /** Whether the block is still part of the chain. */
  stands(pin: Pin): Promise<boolean>
  /** `undefined`: there is no such work. */
  facts(work: WorkId, pin: Pin): Promise<WorkFacts | undefined>
  /** Ledger logs of one work in one block. */
  logs(work: WorkId, block: bigint): Promise<readonly RawLog[]>
  holding(work: WorkId, account: Address, pin: Pin): Promise<Held>
  /** The contract's state after an old block; many RPCs have forgotten it. */
  headAt(work: WorkId, block: bigint): Promise<OldHead>
  /** The same logs as `logs`, by way of the block's transaction receipts. */
  receiptLogs(work: WorkId, block: bigint): Promise<readonly RawLog[]>
}

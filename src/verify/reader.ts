import type { Columns } from '../royalties/columns/columns.ts'
import type { Address, Deployment, Hex, WorkId } from '../royalties/words.ts'
import type { Held, Pin, RawLog, StateProof, WorkFacts } from './evidence.ts'

/** What the contract says about a work at some block. */
export interface OldHead {
  readonly sequence: number
  readonly head: Hex
}

/** Logs of one work as they came: already in columns when all of them were well-formed, and of this ledger. */
export type Told = Columns | readonly RawLog[]

export type BlockTag = 'latest' | 'safe' | 'finalized'

/**
 * All that verifying asks of a chain, and nothing else: small enough to be answered by a liar in a test. Every method
 * rejects when it gets no answer; none of them is believed.
 */
export interface LedgerReader {
  readonly deployment: Deployment
  /** The RPC's address, where there is one: what was learned about it once holds for the next time. */
  readonly rpc?: string | undefined
  /** Of works whose facts were asked for: where their histories begin. Hints, on which nothing rests. */
  readonly mintBlocks?: ReadonlyMap<WorkId, bigint>
  /** The newest block. */
  pin(): Promise<Pin>
  /** Whether the block is still part of the chain. */
  stands(pin: Pin): Promise<boolean>
  /** `undefined`: there is no such work. */
  facts(work: WorkId, pin: Pin): Promise<WorkFacts | undefined>
  /** Ledger logs of one work in one block. */
  logs(work: WorkId, block: bigint): Promise<readonly RawLog[]>
  /** The same of many blocks, both ends included, in any order. Rejects with what the RPC said when the range is too much for it. */
  range(work: WorkId, from: bigint, to: bigint, signal?: AbortSignal): Promise<Told>
  /** Raw and unchecked: the pinned block's header, and a proof of these slots of the contract in it. */
  state(pin: Pin, slots: readonly Hex[]): Promise<StateProof>
  holding(work: WorkId, account: Address, pin: Pin): Promise<Held>
  /** The contract's state after an old block; the genesis before the work was there. Many RPCs have forgotten it. */
  headAt(work: WorkId, block: bigint): Promise<OldHead>
  /** Raw and unchecked: a block without its transactions, by number, hash or name; nothing where the RPC has none. */
  block(which: bigint | Hex | BlockTag): Promise<unknown>
  /** Raw and unchecked: all transaction receipts of a block. */
  receipts(block: bigint): Promise<unknown>
}

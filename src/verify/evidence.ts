import type { Ask } from '../royalties/split.ts'
import type { Address, Deployment, Hex, WorkId } from '../royalties/words.ts'

/** A log as an RPC gave it: untrusted until the ledger chain has been recomputed from it. */
export interface RawLog {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly block: bigint
  readonly blockHash: Hex
  readonly index: number
  readonly transaction: Hex
}

/** The block at which everything is read; by its hash, so that a reorganisation cannot mix two histories. */
export interface Pin {
  readonly number: bigint
  readonly hash: Hex
  readonly time: number
}

/** What the contract itself says about a work at the pinned block. */
export interface WorkFacts {
  readonly work: WorkId
  readonly currency: Address
  readonly sequence: number
  readonly lastBlock: bigint
  readonly head: Hex
  /** Up to the pinned block's second, in 1e-8 of a currency unit. */
  readonly income: bigint
  /** What running flows have paid for later seconds, in 1e-8 of a currency unit. */
  readonly prepaid: bigint
  /** In 1e-8 of a currency unit a second. */
  readonly flowRate: bigint
  /** Basis points it asks of descendants. */
  readonly ancestorRoyalty: number
  readonly ancestors: readonly Ask[]
}

/** All logs of one work that the RPC has in one block, in the order in which it gave them. */
export interface Visit {
  readonly block: bigint
  readonly logs: readonly RawLog[]
}

/** Why a walk ended before the first event. */
export type Stop =
  | { readonly kind: 'unreadable'; readonly block: bigint; readonly detail: string }
  | { readonly kind: 'tooLong'; readonly most: number }
  /** Nothing points further back. */
  | { readonly kind: 'lost' }

/** The ledger chain of a work, walked from its head backwards. */
export interface Trail {
  readonly facts: WorkFacts
  readonly visits: readonly Visit[]
  readonly stop?: Stop
}

export interface Held {
  readonly account: Address
  readonly units: bigint
  /** In 1e-16 of a currency unit. */
  readonly debt: bigint
  /** In currency units, rounded down. */
  readonly claimable: bigint
}

/** The same block by another way (transaction receipts): tells which log was dropped, altered or invented. */
export interface Clue {
  readonly work: WorkId
  readonly block: bigint
  /** All ledger logs of the work in the block's receipts. */
  readonly receipts?: readonly RawLog[]
  /** Whether the first wrong head was found to be that of this block. */
  readonly firstWrong: boolean
}

/** Something that could not be had; it must never look like something wrong. */
export interface Doubt {
  readonly work: WorkId
  readonly what: 'facts' | 'history' | 'holdings' | 'clues'
  readonly detail: string
}

/** Everything a verdict rests on. A pure function makes the report from it; a proof file will carry the same. */
export interface Evidence {
  readonly deployment: Deployment
  readonly pin: Pin
  readonly subject: WorkId
  /** The subject's first, then those of the works it pays and is paid by. */
  readonly trails: readonly Trail[]
  readonly holdings: readonly Held[]
  readonly clues: readonly Clue[]
  readonly doubts: readonly Doubt[]
}

import type { Columns } from '../royalties/columns/columns.ts'
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

/** The ledger chain of a work, as it was had. */
export interface Trail {
  readonly facts: WorkFacts
  /** Walked from its head backwards. */
  readonly visits: readonly Visit[]
  readonly stop?: Stop
  /** The whole history at once, oldest first; then there are no visits, and no stop. */
  readonly columns?: Columns
}

export interface Held {
  readonly account: Address
  readonly units: bigint
  /** In 1e-16 of a currency unit. */
  readonly debt: bigint
  /** In currency units, rounded down. */
  readonly claimable: bigint
}

/** The same block by another way, its transaction receipts: tells which log was dropped, altered or invented. */
export interface Clue {
  readonly work: WorkId
  readonly block: bigint
  /** All ledger logs of the work in the block, out of receipts that hash to the root in its header. */
  readonly receipts?: readonly RawLog[]
  /** Why what was shown cannot be the block's receipts. */
  readonly wrong?: string
  /** Whether the first wrong head was found to be that of this block. */
  readonly firstWrong: boolean
}

/** `dust`: the smallest of very many holders; `relatives`: works beyond the number that is read. */
export type Checkable =
  'facts' | 'history' | 'holdings' | 'clues' | 'state' | 'witnesses' | 'header' | 'dust' | 'relatives'

/** Something that could not be had; it must never look like something wrong. */
export interface Doubt {
  readonly work: WorkId
  readonly what: Checkable
  readonly detail: string
}

/** Raw answers of one RPC that prove what the contract's storage holds in the pinned block. Untrusted until checked. */
export interface StateProof {
  /** `eth_getBlockByHash(pin.hash, false)`, or the same fields out of a proof file. */
  readonly header: unknown
  /** `eth_getProof(contract, slots, pin)`. */
  readonly proof: unknown
  readonly slots: readonly Hex[]
}

/** What another operator's RPC says about the pinned block. */
export interface Testimony {
  /** Its address, for people. */
  readonly rpc: string
  /** Two addresses of one operator count once. */
  readonly operator: string
  /** `same`: it has this block, with this hash. `behind`: it has not come so far. `other`: another hash at this height. `silent`: no answer. */
  readonly said: 'same' | 'other' | 'behind' | 'silent'
  readonly detail?: string
}

/** A header that a light client proved to be of the chain; `hash` is what it proved at `number`. */
export interface ProvenHeader {
  readonly number: bigint
  readonly hash: Hex
  /** How old what was proven is, and by whom: for the sentence on the page. */
  readonly by: string
}

/** Everything a verdict rests on. A pure function makes the report from it; a proof file carries the same. */
export interface Evidence {
  readonly deployment: Deployment
  readonly pin: Pin
  readonly subject: WorkId
  /** The subject's first, then those of the works it pays and is paid by. */
  readonly trails: readonly Trail[]
  readonly holdings: readonly Held[]
  readonly clues: readonly Clue[]
  readonly doubts: readonly Doubt[]
  /** Left out: no proof could be had (`doubts` says why). */
  readonly state?: StateProof | undefined
  /** Of other RPCs, not of the one that told the rest. */
  readonly testimonies?: readonly Testimony[] | undefined
  readonly header?: ProvenHeader | undefined
}

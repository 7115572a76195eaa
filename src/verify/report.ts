import type { Columns } from '../royalties/columns/columns.ts'
import type { Address, WorkId } from '../royalties/words.ts'
import type { Pin, Testimony, WorkFacts } from './evidence.ts'
import type { Finding } from './findings.ts'
import type { HolderRow } from './holders.ts'
import type { Dispute, Finality } from './witnesses/words.ts'

export type Verdict = 'verified' | 'differs' | 'unchecked'

/** Whose fault a difference is. `contract`: its history is proven, and breaks a rule or does not add up to its own
 * storage. `rpc`: everything that an RPC can have made up. */
export type Blame = 'contract' | 'rpc'

/** What is known of one work's ledger. Plain data: it goes from thread to thread. `eventsOf` reads its events. */
export interface WorkReport {
  readonly facts: WorkFacts
  readonly contract: Address
  /** What is there of the history, oldest first. */
  readonly columns: Columns
  /** Every event from the first to the contract's newest is there. */
  readonly gapless: boolean
  /** The head after each event, 32 bytes each; only from the genesis on, so empty when something is missing. */
  readonly heads: Uint8Array
  /** Gapless, and the last head is the one the contract was said to have. */
  readonly proven: boolean
  /** Up to the pinned block's second, in 1e-8 of a currency unit. */
  readonly income: bigint
  /** What running flows have paid for later seconds, in 1e-8 of a currency unit. */
  readonly prepaid: bigint
  /** What running flows bring, in 1e-8 of a currency unit a second. */
  readonly flowRate: bigint
  /** What is held for requests of the content key that were not answered yet, in currency units. Nobody's income. */
  readonly escrow: bigint
  /** Paid out ever, in currency units. */
  readonly claimed: bigint
}

/** DESIGN §6: two axes, never one badge. Each level is the highest that was reached. */
export interface Trust {
  /**
   * `oneRpc`: A0. `severalRpcs`: A1, at least two operators have the pinned block, and none another one. `provenState`: A2,
   * what the contract holds is proven against the pinned block's header. `provenHeader`: A3, and a light client proved that
   * header. A1 is a fact of its own beside A2: `rpcs` says it.
   */
  readonly authenticity: 'oneRpc' | 'severalRpcs' | 'provenState' | 'provenHeader'
  /**
   * `unknown`: C0. `gapless`: C1, no event is missing, the head is the one the RPC told, and the sums are what it says is
   * owed. `totals`: C2, the sums are those of proven storage, whose head was not reproduced. `head`: C3, the recomputed head is
   * that of proven storage.
   */
  readonly completeness: 'unknown' | 'gapless' | 'totals' | 'head'
  /** What other operators' RPCs said about the pinned block, counted. */
  readonly rpcs: Readonly<Record<Testimony['said'], number>>
}

/** An RPC that was caught, and at what; somebody else told the rest. */
export interface Liar {
  /** Its address, for people. */
  readonly rpc: string
  readonly findings: readonly Finding[]
}

/** What is known about a work's ledger, and how far it can be trusted. */
export interface Report {
  readonly subject: WorkId
  readonly pin: Pin
  readonly verdict: Verdict
  /** Of a report that differs. */
  readonly blame: Blame | undefined
  readonly findings: readonly Finding[]
  /** The subject first. */
  readonly works: readonly WorkReport[]
  readonly holders: readonly HolderRow[]
  readonly trust: Trust
  readonly testimonies: readonly Testimony[]
  /** Who proved the pinned block's header, where somebody did. */
  readonly headerBy: string | undefined
  /** Address of the RPC that told all of this; left out: a file did. */
  readonly rpc?: string | undefined
  readonly liars: readonly Liar[]
  /** Where two RPCs told different things, and what could be settled of it. */
  readonly disputes?: readonly Dispute[] | undefined
  readonly finality?: Finality | undefined
  /** Why no light client proved the header, where one could have. */
  readonly headerDoubt?: string | undefined
}

import type { LedgerReader } from '../reader.ts'

/** One RPC, and whose it is. */
export interface Witness {
  /** Its address, for people. */
  readonly rpc: string
  readonly operator: string
  readonly reader: LedgerReader
}

/** Two RPCs that tell different things of the same, and how far it could be settled. */
export interface Dispute {
  readonly rpcs: readonly [string, string]
  /** `block`: they show different blocks; `ledger`: the same blocks, and different states of the work in them. */
  readonly about: 'block' | 'ledger'
  /** The first of which they tell different things; left out: it was not found. */
  readonly block?: bigint
  /** Whose lie was proven; left out: nobody's. */
  readonly liar?: string
  /** What was found, in one sentence. */
  readonly detail: string
}

/** How much of the history can still be replaced by a reorganisation: what lies above `finalized`, or above `safe` for
 * somebody less careful. Left out: no RPC says. */
export interface Finality {
  readonly safe?: bigint
  readonly finalized?: bigint
}

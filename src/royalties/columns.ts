/** A work's ledger as columns: no object for each event, so that a hundred thousand of them are hashed, kept and sent
 * between threads at once. */
import type { LedgerEvent } from './ledger.ts'
import { SHAPES } from './shapes.ts'
import type { WorkId } from './words.ts'

/** Kinds by the number that stands for them in `kinds`. */
export const KIND_ORDER = Object.keys(SHAPES) as readonly LedgerEvent['kind'][]

/** Ledger logs of one work, oldest first: exactly the bytes the chain hashes, and where each log was. */
export interface Columns {
  readonly work: WorkId
  readonly length: number
  /** Indexes into `KIND_ORDER`: the first topic; the second is the work. */
  readonly kinds: Uint8Array
  /** Where the words of log i begin, in words of 32 bytes; one more than there are logs. */
  readonly starts: Uint32Array
  /** The other topics and the data of each log, 32 bytes a word. */
  readonly words: Uint8Array
  readonly blocks: Float64Array
  readonly indexes: Uint32Array
  /** 32 bytes each. Not covered by the ledger chain: hints for people and explorers. */
  readonly transactions: Uint8Array
  /** 32 bytes each; like the transactions. */
  readonly blockHashes: Uint8Array
}

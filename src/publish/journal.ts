/** What has been done for an order so far. Kept after every step (a plain object, structured-clone safe), so that a
 * failure or a closed tab costs nothing that was done before it. */
import { toHex } from '../content/bytes.ts'
import type { Hex, WorkId } from '../royalties/words.ts'

/** A file once it is on the shelf. */
export interface Shelved {
  readonly job: string
  readonly cid: string
  /** Bytes of the file as it was dropped. */
  readonly bytes: number
  /** Bytes of its sealed form; absent for open files. */
  readonly sealedBytes?: number
  /** The shard number it was sealed as; absent for open files. */
  readonly shard?: number
}

export interface PublicFile {
  readonly cid: string
  readonly bytes: number
  readonly type: string
}

/** The order's note, sealed. Kept, because sealing draws randomness and a retry has to make the same manifest. */
export interface SealedNote {
  /** The text it was made of. */
  readonly of: string
  readonly sealedPart: Hex
}

/** A signed manifest. `of` is the digest of what was signed: an order edited since makes it stale. */
export interface Signed {
  readonly of: Hex
  readonly bytes: Uint8Array
  readonly digest: Hex
  readonly cid: string
}

/** A transaction that may have reached the chain. `worksBefore`: the number of works when it was first sent. */
export interface Sent {
  readonly manifest: Hex
  readonly worksBefore: bigint
  readonly hash?: Hex
}

export interface Journal {
  /** 32 random bytes of this work; with the vault's root they make its content key. */
  readonly salt32: Hex
  /** ISO 8601; fixed once, so that a retry makes the same manifest. */
  readonly created: string
  readonly shelved: readonly Shelved[]
  readonly cover?: PublicFile
  readonly preview?: PublicFile
  readonly licenceText?: PublicFile & { readonly sha256: Hex }
  readonly note?: SealedNote
  readonly signed?: Signed
  /** CIDs for which at least one pinning service has confirmed a copy. */
  readonly pinned: readonly string[]
  readonly sent?: Sent
  readonly work?: WorkId
}

/** The journal of an order that nothing was done for yet. `salt`: 32 fresh random bytes. */
export const newJournal = (salt: Uint8Array, now: Date): Journal => ({
  salt32: toHex(salt),
  created: now.toISOString(),
  shelved: [],
  pinned: [],
})

/** A journal that lives as long as the process: for the examples and tests. */
export function memoryJournal(journal: Journal): { read(): Journal; keep(journal: Journal): Promise<void> } {
  let kept = journal
  return { read: () => kept, keep: async (next) => void (kept = next) }
}

import { IDBBlockstore } from 'blockstore-idb'
import type { CID } from 'multiformats/cid'

/** Structured clone stores the whole buffer behind a view: one 1 MiB leaf cut from a 20 MiB array would cost 20 MiB. */
export class CompactIdb extends IDBBlockstore {
  override put(cid: CID, bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<CID> {
    return super.put(cid, bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice(), options)
  }
}

/** The name of the database that every tab, its worker and its peer node share. */
export const BLOCKS = 'blocks'

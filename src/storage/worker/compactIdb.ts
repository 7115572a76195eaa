import { IDBBlockstore } from 'blockstore-idb'
import { base32upper } from 'multiformats/bases/base32'
import type { CID } from 'multiformats/cid'
import { groupWrites, openTable } from './groupWrites.ts'

/** The database of blocks, as blockstore-idb keeps it, written several blocks at a time. */
export class CompactIdb extends IDBBlockstore {
  readonly #name: string
  #writes: ReturnType<typeof groupWrites> | undefined

  constructor(name: string) {
    super(name)
    this.#name = name
  }

  override async open(): Promise<void> {
    await super.open()
    this.#writes = groupWrites(await openTable(this.#name), this.#name)
  }

  override async close(): Promise<void> {
    this.#writes?.close()
    await super.close()
  }

  override async put(cid: CID, bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<CID> {
    options?.signal?.throwIfAborted()
    if (!this.#writes) throw new Error('The store of blocks has to be opened first')
    // Structured clone stores the whole buffer behind a view: one 1 MiB leaf cut from a 20 MiB array would cost 20 MiB.
    const compact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
    await this.#writes.put(`/${base32upper.encoder.encode(cid.multihash.bytes)}`, compact)
    return cid
  }
}

/** The name of the database that every tab, its worker and its peer node share. */
export const BLOCKS = 'blocks'

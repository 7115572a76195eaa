/** Chunks become stored leaves, several at a time, in order. */
import type { CID } from 'multiformats/cid'
import { cidOf, type Blocks } from './blocks.ts'
import type { Leaf } from './dag.ts'

/** Enough to keep hashing and the disk busy at once, the disk with several in a write; bounds memory at this many MiB. */
const IN_FLIGHT = 12

/** Where leaves go. `put` returns when the store has the leaf; `drop` takes one back. */
export interface Keep {
  put(cid: CID, bytes: Uint8Array): Promise<void>
  drop(cid: CID): Promise<void>
}

export const keepIn = (store: Pick<Blocks, 'put' | 'delete'>): Keep => ({
  async put(cid, bytes) {
    await store.put(cid, bytes)
  },
  async drop(cid) {
    await store.delete(cid)
  },
})

type Stored = { leaf: Leaf } | { error: unknown }

/** Yields each leaf once it is stored. When it ends or fails, nothing is being written any more, every leaf before the
 * failure has been yielded and every leaf after it has been dropped. */
export async function* storeLeaves(chunks: AsyncIterable<Uint8Array>, keep: Keep, signal?: AbortSignal) {
  const flying: Promise<Stored>[] = []
  let failed: { error: unknown } | undefined
  let gap = false
  try {
    try {
      for await (const bytes of chunks) {
        signal?.throwIfAborted()
        flying.push(storeLeaf(bytes, keep))
        if (flying.length < IN_FLIGHT) continue
        const stored = await flying.shift()!
        if ('error' in stored) throw ((gap = true), stored.error)
        yield stored.leaf
      }
    } catch (error) {
      failed = { error }
    }
    for (let next = flying.shift(); next; next = flying.shift()) {
      const stored = await next
      if ('error' in stored) [gap, failed] = [true, failed ?? stored]
      else if (gap) await keep.drop(stored.leaf.cid)
      else yield stored.leaf
    }
  } finally {
    await Promise.all(flying)
  }
  if (failed) throw failed.error
}

async function storeLeaf(bytes: Uint8Array, keep: Keep): Promise<Stored> {
  try {
    const cid = await cidOf(bytes)
    await keep.put(cid, bytes)
    return { leaf: { cid, size: bytes.byteLength } }
  } catch (error) {
    return { error }
  }
}

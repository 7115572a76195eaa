/** Public bytes into a block store: 1 MiB leaves, flat memory. */
import type { CID } from 'multiformats/cid'
import { LEAF_BYTES, type Blocks } from './blocks.ts'
import { buildDag, type Leaf } from './dag.ts'
import { storeLeaves, type Keep } from './leaves.ts'
import { asProblem } from './problem.ts'
import type { Added, Working } from './shelf.ts'

/** A failed or aborted add takes back the blocks it was first to write. */
export async function addInto(store: Blocks, blob: Blob, { signal, progress }: Working = {}): Promise<Added> {
  const written: CID[] = []
  const leaves: Leaf[] = []
  let done = 0
  const keep: Keep = {
    async put(cid, bytes) {
      if (await store.has(cid)) return
      written.push(cid)
      await store.put(cid, bytes)
    },
    async drop() {},
  }
  try {
    for await (const leaf of storeLeaves(slices(blob), keep, signal)) {
      leaves.push(leaf)
      done += leaf.size
      progress?.({ done, total: blob.size })
    }
    return { cid: (await buildDag(leaves, store)).toString(), bytes: blob.size }
  } catch (error) {
    await Promise.allSettled(written.map(async (cid) => store.delete(cid)))
    throw asProblem(error, signal)
  }
}

async function* slices(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < Math.max(1, blob.size); at += LEAF_BYTES)
    yield new Uint8Array(await blob.slice(at, at + LEAF_BYTES).arrayBuffer())
}

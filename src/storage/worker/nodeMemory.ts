import { code as DAG_PB } from '@ipld/dag-pb'
import type { GetBlock } from '../walk.ts'

/** Inner nodes kept, of some 50 kB each where a file has a thousand leaves. */
const KEPT = 32

/** Inner nodes are read again with every leaf below them: the last ones stay in memory, whoever reads. */
export function nodeMemory(): (get: GetBlock) => GetBlock {
  const kept = new Map<string, Uint8Array>()
  return (get) => async (cid) => {
    if (cid.code !== DAG_PB) return get(cid)
    const key = cid.toString()
    const bytes = kept.get(key) ?? (await get(cid))
    kept.delete(key)
    kept.set(key, bytes)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return bytes
  }
}

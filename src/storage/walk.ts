/** The blocks of a DAG of files: each once, a parent before its children. */
import { code as DAG_PB, decode } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { StorageProblem } from './problem.ts'

export type GetBlock = (cid: CID) => Promise<Uint8Array>

/** The CIDs a block links to. Only files are known: raw leaves and dag-pb nodes. */
export function linksOf(cid: CID, bytes: Uint8Array): CID[] {
  if (cid.code !== DAG_PB) return []
  try {
    return decode(bytes).Links.map((link) => link.Hash)
  } catch (cause) {
    throw new StorageProblem('corrupt', `Block ${cid} is not a node of a file.`, { cause })
  }
}

export async function* walk(root: CID, get: GetBlock): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  const seen = new Set<string>()
  const ahead = [root]
  for (let cid = ahead.pop(); cid; cid = ahead.pop()) {
    const key = cid.toString()
    if (seen.has(key)) continue
    seen.add(key)
    const bytes = await get(cid)
    yield { cid, bytes }
    ahead.push(...linksOf(cid, bytes).reverse())
  }
}

/** All CIDs below and including `root`, reading only the inner nodes. */
export async function* walkCids(root: CID, get: GetBlock): AsyncGenerator<CID> {
  const seen = new Set<string>()
  const ahead = [root]
  for (let cid = ahead.pop(); cid; cid = ahead.pop()) {
    if (seen.has(cid.toString())) continue
    seen.add(cid.toString())
    yield cid
    if (cid.code === DAG_PB) ahead.push(...linksOf(cid, await get(cid)).reverse())
  }
}

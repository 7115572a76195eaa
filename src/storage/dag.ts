/** A balanced UnixFS file over leaves that are already stored: profile unixfs-v1-2025 (IPIP-499), raw leaves, 1024 links
 * to a node. The same CIDs as ipfs-unixfs-importer's, which cannot be resumed and wants the bytes. */
import { encode, prepare } from '@ipld/dag-pb'
import { code as DAG_PB } from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import { cidOf, type Blocks } from './blocks.ts'

export const LINKS = 1024

/** A raw block of the file. `size` in bytes. */
export interface Leaf {
  readonly cid: CID
  readonly size: number
}

interface Part extends Leaf {
  /** Bytes of the file below this part. */
  readonly fileSize: number
}

/** Writes the inner nodes and returns the root. One leaf is its own root; an empty file is one empty leaf. */
export async function buildDag(leaves: readonly Leaf[], store: Pick<Blocks, 'put'>): Promise<CID> {
  if (leaves.length === 0) throw new RangeError('A file has at least one leaf, an empty one if it is empty')
  if (leaves.length === 1) return leaves[0]!.cid
  let level: Part[] = leaves.map((leaf) => ({ ...leaf, fileSize: leaf.size }))
  do level = await above(level, store)
  while (level.length > 1)
  return level[0]!.cid
}

async function above(level: readonly Part[], store: Pick<Blocks, 'put'>): Promise<Part[]> {
  const nodes: Part[] = []
  for (let i = 0; i < level.length; i += LINKS) nodes.push(await node(level.slice(i, i + LINKS), store))
  return nodes
}

async function node(parts: readonly Part[], store: Pick<Blocks, 'put'>): Promise<Part> {
  const file = new UnixFS({ type: 'file' })
  for (const part of parts) file.addBlockSize(BigInt(part.fileSize))
  const links = parts.map((part) => ({ Name: '', Tsize: part.size, Hash: part.cid }))
  const bytes = encode(prepare({ Data: file.marshal(), Links: links }))
  const cid = await cidOf(bytes, DAG_PB)
  await store.put(cid, bytes)
  const sum = (of: 'size' | 'fileSize') => parts.reduce((total, part) => total + part[of], 0)
  return { cid, size: bytes.byteLength + sum('size'), fileSize: sum('fileSize') }
}

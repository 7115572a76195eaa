/** Hash tree roots of SSZ, the encoding of Ethereum's consensus layer, as far as a light client meets them: chunks of 32
 * bytes, hashed in pairs up to one root. Nothing here is decoded: beacon APIs speak JSON. */
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes of a chunk. */
export const CHUNK = 32
const ZERO = new Uint8Array(CHUNK)

export const pair = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(left, right))

/** Root of chunks, filled up with zero chunks to the next power of two. */
export function merkle(chunks: readonly Uint8Array[]): Uint8Array {
  let row: readonly Uint8Array[] = chunks.length === 0 ? [ZERO] : chunks
  for (let filler: Uint8Array = ZERO; row.length > 1; filler = pair(filler, filler))
    row = Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => pair(row[2 * i]!, row[2 * i + 1] ?? filler))
  return row[0]!
}

/** A byte vector: its chunks, the last filled up with zeros. */
export function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(filled(bytes.subarray(at, at + CHUNK)))
  return chunks
}

export const vector = (bytes: Uint8Array): Uint8Array => merkle(chunksOf(bytes))

/** A byte list of at most one chunk: its length is mixed in, so that trailing zeros cannot be added. */
export const shortList = (bytes: Uint8Array): Uint8Array => pair(filled(bytes), littleEndian(BigInt(bytes.length)))

/** `uint64` or `uint256`: little-endian. */
export function littleEndian(n: bigint): Uint8Array {
  const chunk = new Uint8Array(CHUNK)
  for (let i = 0, rest = n; rest > 0n; i++, rest >>= 8n) chunk[i] = Number(rest & 0xffn)
  return chunk
}

/**
 * Whether `leaf` stands at a generalized index (1: the root, 2n and 2n + 1: the children of n) of the tree with this root.
 * A branch may be longer than its index is deep, as those of older forks are in newer messages: then it begins with zeros.
 */
export function stands(leaf: Uint8Array, branch: readonly Uint8Array[], index: number, root: Uint8Array): boolean {
  const deep = Math.floor(Math.log2(index))
  const spare = branch.length - deep
  if (spare < 0 || branch.slice(0, spare).some((chunk) => !equal(chunk, ZERO))) return false
  let node = leaf
  for (const [i, sibling] of branch.slice(spare).entries())
    node = (index >> i) % 2 === 1 ? pair(sibling, node) : pair(node, sibling)
  return equal(node, root)
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

export const bytesOf = (hex: string): Uint8Array => hexToBytes(hex.slice(2))

function filled(bytes: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(CHUNK)
  chunk.set(bytes)
  return chunk
}

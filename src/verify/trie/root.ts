/** The root of a whole trie, for lists that a block commits to: its receipts. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { encode, encodeNumber, type Item } from './rlp.ts'

interface Entry {
  /** Nibbles of the key. */
  readonly path: Uint8Array
  readonly value: Uint8Array
}

/** The root over a block's list: the key of each value is its place in the list, as RLP. */
export function listRoot(values: readonly Uint8Array[]): Uint8Array {
  const entries = values.map((value, i): Entry => ({ path: nibblesOf(encode(encodeNumber(BigInt(i)))), value }))
  if (entries.length === 0) return keccak_256(encode(new Uint8Array()))
  return keccak_256(encode(nodeOf(entries.sort(byPath), 0)))
}

/** `entries`: in order, and alike in their first `depth` nibbles. None ends in a branch, because no RLP is the beginning of another. */
function nodeOf(entries: readonly Entry[], depth: number): Item {
  const { path, value } = entries[0]!
  if (entries.length === 1) return [packed(path.subarray(depth), true), value]
  // In order, so what the first and the last share all share.
  const other = entries.at(-1)!.path
  let shared = depth
  while (path[shared] === other[shared]) shared++
  if (shared > depth) return [packed(path.subarray(depth, shared), false), named(nodeOf(entries, shared))]
  const children = Array.from({ length: 16 }, (_, nibble): Item => {
    const below = entries.filter((entry) => entry.path[depth] === nibble)
    return below.length === 0 ? new Uint8Array() : named(nodeOf(below, depth + 1))
  })
  return [...children, new Uint8Array()]
}

/** How a node stands in its parent: by its hash, or itself when it is shorter. */
function named(node: Item): Item {
  const bytes = encode(node)
  return bytes.length < 32 ? node : keccak_256(bytes)
}

/** Hex-prefix encoding. */
function packed(path: Uint8Array, leaf: boolean): Uint8Array {
  const odd = path.length % 2
  const flag = (leaf ? 2 : 0) + odd
  const nibbles = odd ? [flag, ...path] : [flag, 0, ...path]
  return Uint8Array.from({ length: nibbles.length / 2 }, (_, i) => (nibbles[2 * i]! << 4) | nibbles[2 * i + 1]!)
}

const nibblesOf = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: 2 * bytes.length }, (_, i) => (i % 2 === 0 ? bytes[i >> 1]! >> 4 : bytes[i >> 1]! & 15))

function byPath(a: Entry, b: Entry): number {
  let at = 0
  while (a.path[at] === b.path[at]) at++
  return a.path[at]! - b.path[at]!
}

/** Merkle-Patricia proofs: what stands, or does not stand, at a path of a trie whose root is known. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { proven, wrong, type Checked } from './checked.ts'
import { asBytes, decode, encode, MalformedRlp, type Item } from './rlp.ts'

/** Root of a trie without entries: keccak256 of the RLP of the empty string. */
export const EMPTY = keccak_256(Uint8Array.of(0x80))

/**
 * The value at `path`; `undefined`: proven that there is none. `nodes`: from the root downwards, all of them and no more.
 * Nodes of less than 32 bytes stand inside their parents and may be repeated in the list, as some clients do. `known`: what
 * several proofs of one trie share.
 */
export function proveEntry(
  root: Uint8Array,
  path: Uint8Array,
  nodes: readonly Uint8Array[],
  known = new KnownNodes(),
): Checked<Uint8Array | undefined> {
  try {
    const walk = new Walk(nibblesOf(path), nodes, known)
    const value = equal(root, EMPTY) ? walk.nothing() : walk.from(root)
    walk.end()
    return proven(value)
  } catch (error) {
    if (error instanceof MalformedRlp) return wrong(error.message)
    throw error
  }
}

interface KnownNode {
  readonly hash: Uint8Array
  readonly item: Item
}

/** Nodes that were hashed and decoded before: the proofs of one state share most of theirs. By identity, so a node must
 * not be changed between two proofs. */
export class KnownNodes {
  readonly #nodes = new WeakMap<Uint8Array, KnownNode>()

  /** Throws `MalformedRlp`. */
  read(bytes: Uint8Array): KnownNode {
    let node = this.#nodes.get(bytes)
    if (!node) this.#nodes.set(bytes, (node = { hash: keccak_256(bytes), item: decode(bytes) }))
    return node
  }
}

class Walk {
  readonly #path: readonly number[]
  readonly #nodes: readonly Uint8Array[]
  readonly #known: KnownNodes
  #taken = 0

  constructor(path: readonly number[], nodes: readonly Uint8Array[], known: KnownNodes) {
    this.#path = path
    this.#nodes = nodes
    this.#known = known
  }

  from(root: Uint8Array): Uint8Array | undefined {
    let node: Item | undefined = this.#named(root)
    let at = 0
    while (node !== undefined) {
      const step: Step = stepOf(node, this.#path.slice(at))
      if ('value' in step) return step.value
      at += step.length
      node = this.#child(step.child)
    }
    return undefined
  }

  /** An empty trie is proven by its root alone; its only node may be shown. */
  nothing(): undefined {
    if (this.#nodes.length > 0) this.#named(EMPTY)
    return undefined
  }

  /** A proof with nodes to spare proves something else than it says. */
  end(): void {
    if (this.#taken !== this.#nodes.length) throw new MalformedRlp('The proof has nodes that prove nothing')
  }

  /** The next node, which must have this hash. */
  #named(hash: Uint8Array): Item {
    const bytes = this.#nodes[this.#taken++]
    if (!bytes) throw new MalformedRlp('The proof ends before the path does')
    const node = this.#known.read(bytes)
    if (!equal(node.hash, hash)) throw new MalformedRlp('A node has another hash than its parent says')
    return node.item
  }

  #child(child: Item): Item | undefined {
    if (child instanceof Uint8Array) return child.length === 0 ? undefined : this.#named(asBytes(child, 32))
    const shown = this.#nodes[this.#taken]
    const inside = encode(child)
    if (inside.length >= 32) throw new MalformedRlp('A node stands inside its parent although it has a hash')
    if (shown && equal(shown, inside)) this.#taken++
    return child
  }
}

/** Where a node leads: to what the path ends with, or `length` nibbles further down. */
export type Step = { readonly value: Uint8Array | undefined } | { readonly child: Item; readonly length: number }

export function stepOf(node: Item, path: readonly number[]): Step {
  if (node instanceof Uint8Array) throw new MalformedRlp('A trie node is a list')
  if (node.length === 17) {
    const [next] = path
    // Paths are hashes of one length, so none ends in a branch.
    if (next === undefined) throw new MalformedRlp('The path ends in a branch')
    return { child: node[next]!, length: 1 }
  }
  if (node.length !== 2) throw new MalformedRlp(`A trie node of ${node.length} items`)
  const { leaf, nibbles } = unprefixed(asBytes(node[0]))
  const along = nibbles.every((nibble, i) => nibble === path[i])
  if (!leaf) return along ? { child: node[1]!, length: nibbles.length } : { value: undefined }
  return { value: along && nibbles.length === path.length ? asBytes(node[1]) : undefined }
}

/** Hex-prefix encoding: the first nibble says whether it is a leaf and whether the count of nibbles is odd. */
function unprefixed(bytes: Uint8Array): { leaf: boolean; nibbles: number[] } {
  const [flag = 16, ...rest] = nibblesOf(bytes)
  const leaf = flag >= 2
  const odd = flag % 2 === 1
  if (flag > 3 || (!odd && rest[0] !== 0)) throw new MalformedRlp('A path with an unknown prefix')
  const nibbles = odd ? rest : rest.slice(1)
  if (!leaf && nibbles.length === 0) throw new MalformedRlp('An extension that leads nowhere')
  return { leaf, nibbles }
}

export const nibblesOf = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15])

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

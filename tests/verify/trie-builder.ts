/** A second, independent Merkle-Patricia trie for the tests: builds one whole and lists the nodes along a path. */
import { keccak256, toRlp } from 'viem'

type Node = Uint8Array | Node[]

const nibbles = (key: Uint8Array) => [...key].flatMap((byte) => [byte >> 4, byte & 15])
const keyOf = (path: readonly number[]) => path.map((n) => n.toString(16)).join('')

function packed(path: readonly number[], leaf: boolean): Uint8Array {
  const odd = path.length % 2
  const all = [(leaf ? 2 : 0) + odd, ...(odd ? [] : [0]), ...path]
  return Uint8Array.from({ length: all.length / 2 }, (_, i) => all[2 * i]! * 16 + all[2 * i + 1]!)
}

const rlp = (node: Node): Uint8Array => toRlp(node as never, 'bytes')
const hash = (bytes: Uint8Array): Uint8Array => keccak256(bytes, 'bytes')

export class Trie {
  readonly root: Uint8Array
  readonly #entries: readonly (readonly [path: readonly number[], value: Uint8Array])[]

  constructor(entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]) {
    this.#entries = entries.map(([key, value]) => [nibbles(key), value])
    this.root = hash(entries.length === 0 ? Uint8Array.of(0x80) : rlp(this.#build('', this.#entries)))
  }

  /** The nodes from the root to where the path ends; `inline`: also those that stand inside their parents. */
  proof(key: Uint8Array, inline = false): Uint8Array[] {
    const found: Uint8Array[] = []
    if (this.#entries.length > 0) this.#build('', this.#entries, { path: nibbles(key), inline, found })
    return found
  }

  #build(
    at: string,
    entries: readonly (readonly [readonly number[], Uint8Array])[],
    want?: { path: readonly number[]; inline: boolean; found: Uint8Array[] },
  ): Node {
    const place = want ? want.found.length : 0
    const down = (step: readonly number[], below: typeof entries): Node => {
      const along = want !== undefined && keyOf(want.path).startsWith(at + keyOf(step))
      const child = this.#build(at + keyOf(step), below, along ? want : undefined)
      const bytes = rlp(child)
      return bytes.length < 32 ? child : hash(bytes)
    }
    const depth = at.length
    const [first] = entries
    let node: Node
    if (entries.length === 1) node = [packed(first![0].slice(depth), true), first![1]]
    else {
      let shared = 0
      while (entries.every(([path]) => path[depth + shared] === first![0][depth + shared])) shared++
      const step = first![0].slice(depth, depth + shared)
      if (shared > 0) node = [packed(step, false), down(step, entries)]
      else {
        const children = Array.from({ length: 16 }, (_, n): Node => {
          const below = entries.filter(([path]) => path[depth] === n)
          return below.length === 0 ? new Uint8Array() : down([n], below)
        })
        node = [...children, new Uint8Array()]
      }
    }
    const bytes = rlp(node)
    if (want && (depth === 0 || bytes.length >= 32 || want.inline)) want.found.splice(place, 0, bytes)
    return node
  }
}

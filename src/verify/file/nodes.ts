/** The nodes of a state proof, each once. RPCs repeat those near the root for every slot. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesOf, hexOf } from '../../royalties/hex.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { LONGEST_NODE, proveAccount } from '../trie/state.ts'
import { decode, MalformedRlp, type Item } from '../trie/rlp.ts'
import { EMPTY, nibblesOf, stepOf } from '../trie/trie.ts'
import { refuse } from './problems.ts'

/** The part of `eth_getProof`'s answer that is looked at. */
export interface Shown {
  readonly accountProof: readonly Hex[]
  readonly storageProof: readonly { readonly proof: readonly Hex[] }[]
}

/** Finds a node by its hash, or throws. */
type Find = (hash: Uint8Array) => Uint8Array

/** All of the nodes in the order in which the paths need them. Throws `Refused` when one is missing or leads nowhere. */
export function gatherNodes(stateRoot: Hex, contract: Address, slots: readonly Hex[], shown: Shown): Uint8Array[] {
  const all = new Map<Hex, Uint8Array>()
  for (const proof of [shown.accountProof, ...shown.storageProof.map((each) => each.proof)])
    for (const hex of proof) {
      const node = bytesOf(hex.toLowerCase())
      all.set(hexOf(keccak_256(node)), node)
    }
  const used = new Map<Hex, Uint8Array>()
  along(stateRoot, contract, slots, (hash) => {
    const name = hexOf(hash)
    const node = all.get(name) ?? refuse({ kind: 'nodeMissing', hash: name })
    used.set(name, node)
    return node
  })
  return [...used.values()]
}

/** The way back: the answer of an RPC from the nodes of a file, which must be exactly those the paths need, in their order. */
export function spreadNodes(
  stateRoot: Hex,
  contract: Address,
  slots: readonly Hex[],
  nodes: readonly Uint8Array[],
): Shown {
  const used = new Map<Hex, Uint8Array>()
  const shown = along(stateRoot, contract, slots, (hash) => {
    const name = hexOf(hash)
    const known = used.get(name)
    if (known) return known
    const node = nodes[used.size]
    if (!node || hexOf(keccak_256(node)) !== name) {
      const elsewhere = nodes.some((each) => hexOf(keccak_256(each)) === name)
      return refuse({ kind: elsewhere ? 'nodeSwapped' : 'nodeMissing', hash: name })
    }
    used.set(name, node)
    return node
  })
  if (used.size < nodes.length) refuse({ kind: 'nodeSuperfluous', count: nodes.length - used.size })
  return shown
}

function along(stateRoot: Hex, contract: Address, slots: readonly Hex[], find: Find): Shown {
  const pathTo = paths(find)
  const own = pathTo(bytesOf(stateRoot), contract)
  const account = proveAccount(
    stateRoot,
    contract,
    own.map(({ text }) => bytesOf(text)),
  )
  if (!account.ok) return refuse({ kind: 'proofWrong', detail: account.detail })
  if (!account.value) return refuse({ kind: 'proofWrong', detail: 'there is no such account in this block' })
  const root = bytesOf(account.value.storageRoot)
  return {
    accountProof: own.map(({ text }) => text),
    storageProof: slots.map((slot) => ({ proof: pathTo(root, slot).map(({ text }) => text) })),
  }
}

interface Node {
  readonly item: Item
  readonly text: Hex
}

/** Gives the nodes from a root downwards to what stands at the hash of `name`, or to where it is seen that nothing does. */
function paths(find: Find): (root: Uint8Array, name: Hex) => Node[] {
  // Thousands of slots share the nodes near the root: each is read once.
  const known = new Map<Uint8Array, Node>()
  const read = (bytes: Uint8Array): Node => {
    if (bytes.length > LONGEST_NODE) refuse({ kind: 'proofWrong', detail: 'a piece of it is longer than any can be' })
    return { item: decode(bytes), text: hexOf(bytes) }
  }
  const named = (hash: Uint8Array): Node => {
    const bytes = find(hash)
    let node = known.get(bytes)
    if (!node) known.set(bytes, (node = read(bytes)))
    return node
  }
  return (root, name) => {
    try {
      return pathIn(root, name, named)
    } catch (error) {
      if (error instanceof MalformedRlp) return refuse({ kind: 'proofWrong', detail: error.message })
      throw error
    }
  }
}

function pathIn(root: Uint8Array, name: Hex, named: (hash: Uint8Array) => Node): Node[] {
  if (equal(root, EMPTY)) return []
  const path = nibblesOf(keccak_256(bytesOf(name)))
  const nodes = [named(root)]
  let { item } = nodes[0]!
  for (let at = 0; ;) {
    const step = stepOf(item, path.slice(at))
    if ('value' in step) return nodes
    if (step.child instanceof Uint8Array && step.child.length === 0) return nodes
    at += step.length
    item = step.child
    if (!(item instanceof Uint8Array)) continue
    nodes.push(named(item))
    item = nodes.at(-1)!.item
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

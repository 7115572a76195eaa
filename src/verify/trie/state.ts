/** Accounts and their storage, proven against a block's state root. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import { hexOf } from '../../royalties/hex.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { proven, wrong, type Checked } from './checked.ts'
import { asBytes, asNumber, decode, MalformedRlp } from './rlp.ts'
import { KnownNodes, proveEntry } from './trie.ts'

export interface ProvenAccount {
  readonly nonce: bigint
  /** In the smallest unit of the native currency. */
  readonly balance: bigint
  readonly storageRoot: Hex
  readonly codeHash: Hex
}

export interface ProvenState {
  readonly account: ProvenAccount
  /** What stands in the slots asked for, in their order; 0: nothing. */
  readonly words: readonly bigint[]
}

export interface StateRules {
  /** Anvil keeps a leaf for a slot that was emptied. Real chains have none, so there it is no proof. Left out: allowed. */
  readonly zeroLeaves?: boolean
}

/**
 * Checks the answer to `eth_getProof(address, slots, block)` against the block's state root. Nothing else in the answer
 * (its `balance`, its `value`s) is looked at. An account that is not there is `wrong`: whoever asks for storage expects one.
 */
export function checkState(
  stateRoot: Hex,
  address: Address,
  slots: readonly Hex[],
  answer: unknown,
  { zeroLeaves = true }: StateRules = {},
): Checked<ProvenState> {
  const shown = proofOf(answer)
  if (!shown || shown.slots.length !== slots.length) return wrong('The RPC gave no proof of the storage asked for')
  const account = proveAccount(stateRoot, address, shown.account)
  if (!account.ok) return account
  if (!account.value) return wrong('There is no such account in this block')
  const words: bigint[] = []
  const known = new KnownNodes()
  for (const [i, slot] of slots.entries()) {
    const word = readEntry(account.value.storageRoot, slot, shown.slots[i]!, wordOf(zeroLeaves), known)
    if (!word.ok) return word
    words.push(word.value)
  }
  return proven({ account: account.value, words })
}

/** `undefined`: proven that there is no such account. */
export const proveAccount = (
  stateRoot: Hex,
  address: Address,
  nodes: readonly Uint8Array[],
): Checked<ProvenAccount | undefined> => readEntry(stateRoot, address, nodes, (value) => value && accountOf(value))

/** 0: proven that the slot is empty. */
const wordOf =
  (zeroLeaves: boolean) =>
  (value: Uint8Array | undefined): bigint => {
    const word = value ? asNumber(decode(value)) : 0n
    if (value && word === 0n && !zeroLeaves) throw new MalformedRlp('A leaf for a slot in which nothing stands')
    return word
  }

/** Paths are the hashes of what they name. */
function readEntry<T>(
  root: Hex,
  name: Hex,
  nodes: readonly Uint8Array[],
  read: (value: Uint8Array | undefined) => T,
  known?: KnownNodes,
): Checked<T> {
  const entry = proveEntry(bytesOf(root), keccak_256(bytesOf(name)), nodes, known)
  if (!entry.ok) return entry
  try {
    return proven(read(entry.value))
  } catch (error) {
    if (error instanceof MalformedRlp) return wrong(error.message)
    throw error
  }
}

function accountOf(value: Uint8Array): ProvenAccount {
  const fields = decode(value)
  if (fields instanceof Uint8Array || fields.length !== 4) throw new MalformedRlp('An account has four fields')
  return {
    nonce: asNumber(fields[0]),
    balance: asNumber(fields[1]),
    storageRoot: hexOf(asBytes(fields[2], 32)),
    codeHash: hexOf(asBytes(fields[3], 32)),
  }
}

interface Shown {
  readonly account: readonly Uint8Array[]
  readonly slots: readonly (readonly Uint8Array[])[]
}

/** The nodes in an RPC's answer; `undefined` when they are not where they belong. */
function proofOf(answer: unknown): Shown | undefined {
  const { accountProof, storageProof } = (answer ?? {}) as { accountProof?: unknown; storageProof?: unknown }
  const account = nodesOf(accountProof)
  if (!account || !Array.isArray(storageProof)) return undefined
  const shared = new Map<Hex, Uint8Array>()
  const slots = storageProof.map((each) => nodesOf((each as { proof?: unknown } | null)?.proof, shared))
  return slots.every((nodes) => nodes !== undefined) ? { account, slots } : undefined
}

/** No path of 64 nibbles needs more nodes, and no honest node is longer. */
const MOST_NODES = 66
/** In bytes: a branch of sixteen hashes has 532. */
export const LONGEST_NODE = 1_024

/** Equal nodes come out as one, so that they are hashed once (`KnownNodes`). */
function nodesOf(list: unknown, shared = new Map<Hex, Uint8Array>()): Uint8Array[] | undefined {
  if (!Array.isArray(list) || list.length > MOST_NODES || !list.every(isHexBytes)) return undefined
  return list.map((hex) => {
    let node = shared.get(hex)
    if (!node) shared.set(hex, (node = bytesOf(hex)))
    return node
  })
}

const isHexBytes = (value: unknown): value is Hex =>
  typeof value === 'string' && value.length <= 2 + 2 * LONGEST_NODE && /^0x(?:[0-9a-f]{2})*$/i.test(value)

const bytesOf = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2))

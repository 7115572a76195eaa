/** Accounts and their storage, proven against a block's state root. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Address, Hex } from '../../royalties/words.ts'
import { proven, wrong, type Checked } from './checked.ts'
import { asBytes, asNumber, decode, MalformedRlp } from './rlp.ts'
import { proveEntry } from './trie.ts'

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

/**
 * Checks the answer to `eth_getProof(address, slots, block)` against the block's state root. Nothing else in the answer
 * (its `balance`, its `value`s) is looked at. An account that is not there is `wrong`: whoever asks for storage expects one.
 */
export function checkState(
  stateRoot: Hex,
  address: Address,
  slots: readonly Hex[],
  answer: unknown,
): Checked<ProvenState> {
  const shown = proofOf(answer)
  if (!shown || shown.slots.length !== slots.length) return wrong('The RPC gave no proof of the storage asked for')
  const account = proveAccount(stateRoot, address, shown.account)
  if (!account.ok) return account
  if (!account.value) return wrong('There is no such account in this block')
  const words: bigint[] = []
  for (const [i, slot] of slots.entries()) {
    const word = proveWord(account.value.storageRoot, slot, shown.slots[i]!)
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
export const proveWord = (storageRoot: Hex, slot: Hex, nodes: readonly Uint8Array[]): Checked<bigint> =>
  readEntry(storageRoot, slot, nodes, (value) => (value ? asNumber(decode(value)) : 0n))

/** Paths are the hashes of what they name. */
function readEntry<T>(
  root: Hex,
  name: Hex,
  nodes: readonly Uint8Array[],
  read: (value: Uint8Array | undefined) => T,
): Checked<T> {
  const entry = proveEntry(bytesOf(root), keccak_256(bytesOf(name)), nodes)
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
  const slots = storageProof.map((each) => nodesOf((each as { proof?: unknown } | null)?.proof))
  return slots.every((nodes) => nodes !== undefined) ? { account, slots } : undefined
}

/** No path of 64 nibbles needs more nodes, and no honest node is longer. */
const MOST_NODES = 66
const LONGEST_NODE = 2 + 2 * 1024

function nodesOf(list: unknown): Uint8Array[] | undefined {
  if (!Array.isArray(list) || list.length > MOST_NODES) return undefined
  return list.every(isHexBytes) ? list.map(bytesOf) : undefined
}

const isHexBytes = (value: unknown): value is Hex =>
  typeof value === 'string' && value.length <= LONGEST_NODE && /^0x(?:[0-9a-f]{2})*$/i.test(value)

const bytesOf = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2))
const hexOf = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`

/** Where the contract keeps what is worth proving; from the layout that the compiler wrote (contracts-abi/layout.ts). */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { stateSlots, workSlots } from '../../../contracts-abi/layout.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'

export type Member = keyof typeof workSlots

/** `requests[id]`: 0 never used, 1 closed, else the hash of an open request's terms. */
export const requestSlot = (id: Hex): Hex => entryOf(BigInt(id), stateSlots.requests.slot)

/** The slot in which a member of the work stands; members may share one (`fieldOf`). */
export const workSlot = (work: WorkId, member: Member): Hex => shifted(work, workSlots[member].slot)

/** An entry of one of the work's mappings by account: `readers`, `delegates`, `holdings` … */
export const accountSlot = (work: WorkId, member: Member, account: Address): Hex =>
  numberSlot(work, member, BigInt(account))

/** An entry of one of the work's mappings by number: `ancestors`, `drops`, `dropHours`. */
export const numberSlot = (work: WorkId, member: Member, key: bigint): Hex =>
  entryOf(key, BigInt(workSlot(work, member)))

/** A member's `bytes` out of its slot's word. */
export function fieldOf(word: bigint, member: Member, bytes: number): bigint {
  return (word >> BigInt(8 * workSlots[member].offset)) & ((1n << BigInt(8 * bytes)) - 1n)
}

/** An account's address out of the low end of a word. */
export const addressIn = (word: bigint): Address => `0x${(word & ((1n << 160n) - 1n)).toString(16).padStart(40, '0')}`

const shifted = (work: WorkId, by: bigint): Hex => wordOf(BigInt(entryOf(work, stateSlots.works.slot)) + by)

/** A mapping's entry: keccak256(key ‖ slot). */
const entryOf = (key: bigint, slot: bigint): Hex =>
  `0x${bytesToHex(keccak_256(concatBytes(hexToBytes(wordOf(key).slice(2)), hexToBytes(wordOf(slot).slice(2)))))}`

const wordOf = (n: bigint): Hex => `0x${(n & ((1n << 256n) - 1n)).toString(16).padStart(64, '0')}`

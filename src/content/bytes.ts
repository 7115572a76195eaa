/** Byte strings and their written form: lowercase hex after `0x`. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Hex } from '../royalties/words.ts'

/** Bytes in memory of their own, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Source of randomness: as many fresh, unpredictable bytes as asked for. */
export type Random = (length: number) => Uint8Array

export const toHex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`

/** Throws when `hex` is not hex after `0x`. */
export const fromHex = (hex: Hex): Bytes => hexToBytes(hex.slice(2))

/** Big-endian, `length` bytes. Throws when `n` does not fit. */
export function bigEndian(n: bigint | number, length: number): Bytes {
  const digits = BigInt(n).toString(16)
  if (digits.startsWith('-') || digits.length > length * 2) throw new RangeError(`${n} does not fit ${length} bytes`)
  return hexToBytes(digits.padStart(length * 2, '0'))
}

export const fromBigEndian = (bytes: Uint8Array): bigint => BigInt(toHex(bytes))

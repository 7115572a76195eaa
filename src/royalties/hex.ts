import type { Hex } from './words.ts'

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Of a part of the bytes, or of all of them. */
export function hexOf(bytes: Uint8Array, from = 0, to = bytes.length): Hex {
  let text = '0x'
  for (let i = from; i < to; i++) text += PAIRS[bytes[i]!]!
  return text as Hex
}

/** Assumes: an even number of hexadecimal digits after 0x. */
export function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array((hex.length - 2) / 2)
  if (!readHex(hex, bytes, 0)) throw new RangeError('These are no hexadecimal digits')
  return bytes
}

/** What a digit is worth by its character code, in lower case only: one text for one log. 255: none. */
const VALUES = new Uint8Array(256).fill(255)
for (const digit of '0123456789abcdef') VALUES[digit.charCodeAt(0)] = Number(`0x${digit}`)

/** Writes the digits behind 0x into `bytes`, from `at` on; `false` when there is anything else. Assumes: an even number. */
export function readHex(hex: string, bytes: Uint8Array, at: number): boolean {
  let seen = 0
  for (let i = 2, to = at; i < hex.length; i += 2, to++) {
    const high = hex.charCodeAt(i)
    const low = hex.charCodeAt(i + 1)
    const [left, right] = [VALUES[high & 255]!, VALUES[low & 255]!]
    // What is no digit is worth 255, or its code has more than 8 bits.
    seen |= ((left | right) >>> 4) | ((high | low) >>> 8)
    bytes[to] = (left << 4) | right
  }
  return seen === 0
}

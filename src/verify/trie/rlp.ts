/** Recursive-length prefixes, Ethereum's encoding of nested byte strings. Strict: of any item there is exactly one
 * encoding, and everything else is refused. So equal items have equal hashes, and a proof has no spare bytes to hide in. */
import { concatBytes } from '@noble/hashes/utils.js'

export type Item = Uint8Array | readonly Item[]

/** Bytes that are no canonical RLP. */
export class MalformedRlp extends Error {
  override readonly name = 'MalformedRlp'
}

export const BYTES = 0x80
export const LIST = 0xc0
/** Longest payload whose length fits into the first byte. */
const SHORT = 55
/** Headers and trie nodes nest far less; without a limit a hostile node could exhaust the stack. */
const DEEPEST = 16

export function encode(item: Item): Uint8Array {
  if (!(item instanceof Uint8Array)) return listOf(item.map(encode))
  return item.length === 1 && item[0]! < BYTES ? item : prefixed(BYTES, item)
}

/** A list of items that are encoded already. */
export const listOf = (items: readonly Uint8Array[]): Uint8Array => prefixed(LIST, joined(items))

/** `concatBytes` takes them as arguments, of which there cannot be a hundred thousand. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A number without leading zeros; zero is the empty string. */
export function encodeNumber(n: bigint): Uint8Array {
  if (n < 0n) throw new RangeError('RLP has no negative numbers')
  const digits: number[] = []
  for (let rest = n; rest > 0n; rest >>= 8n) digits.unshift(Number(rest & 0xffn))
  return Uint8Array.from(digits)
}

function prefixed(kind: number, payload: Uint8Array): Uint8Array {
  if (payload.length <= SHORT) {
    const bytes = new Uint8Array(1 + payload.length)
    bytes[0] = kind + payload.length
    bytes.set(payload, 1)
    return bytes
  }
  const length = encodeNumber(BigInt(payload.length))
  return concatBytes(Uint8Array.of(kind + SHORT + length.length), length, payload)
}

/** The one item that `bytes` are. Throws `MalformedRlp`. */
export function decode(bytes: Uint8Array): Item {
  const { item, end } = read(bytes, 0, bytes.length, 0)
  if (end !== bytes.length) throw new MalformedRlp('Bytes follow the item')
  return item
}

/** A number from its shortest big-endian form. Throws `MalformedRlp` when it has leading zeros, or more than 32 bytes. */
export function asNumber(item: Item | undefined): bigint {
  const bytes = asBytes(item)
  if (bytes.length > 32 || bytes[0] === 0) throw new MalformedRlp('Not a number in its shortest form')
  return bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n)
}

/** A byte string, of exactly `length` bytes where that is given. Throws `MalformedRlp`. */
export function asBytes(item: Item | undefined, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new MalformedRlp('A list where bytes should be')
  if (length !== undefined && item.length !== length)
    throw new MalformedRlp(`${item.length} bytes instead of ${length}`)
  return item
}

interface Read {
  readonly item: Item
  readonly end: number
}

function read(bytes: Uint8Array, at: number, limit: number, depth: number): Read {
  const first = at < limit ? bytes[at]! : fail('The item is cut off')
  if (first < BYTES) return { item: bytes.subarray(at, at + 1), end: at + 1 }
  const { from, end } = payloadOf(bytes, at, limit)
  if (first >= LIST) return { item: readList(bytes, from, end, depth + 1), end }
  if (end - from === 1 && bytes[from]! < BYTES) fail('A single byte with a prefix it does not need')
  return { item: bytes.subarray(from, end), end }
}

/** Where the payload of the item at `at` is; for an item that has a prefix. Throws `MalformedRlp`. */
export function payloadOf(bytes: Uint8Array, at: number, limit: number): { from: number; end: number } {
  const size = (bytes[at]! - BYTES) % (LIST - BYTES)
  const long = size > SHORT ? size - SHORT : 0
  const from = at + 1 + long
  if (from > limit) fail('The length is cut off')
  const length = long === 0 ? size : lengthOf(bytes.subarray(at + 1, from))
  if (from + length > limit) fail('The payload is cut off')
  return { from, end: from + length }
}

function lengthOf(digits: Uint8Array): number {
  if (digits[0] === 0 || digits.length > 6) fail('A length in another than its shortest form')
  const length = digits.reduce((n, digit) => n * 256 + digit, 0)
  return length > SHORT ? length : fail('A long length for a short payload')
}

function readList(bytes: Uint8Array, from: number, end: number, depth: number): Item[] {
  if (depth > DEEPEST) fail('Lists too deep')
  const items: Item[] = []
  for (let at = from; at < end;) {
    const next = read(bytes, at, end, depth)
    items.push(next.item)
    at = next.end
  }
  return items
}

function fail(sentence: string): never {
  throw new MalformedRlp(sentence)
}

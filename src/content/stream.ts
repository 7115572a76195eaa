/** Tink's AES-GCM-HKDF streaming format: sizes, offsets, header and nonces (key-delivery §6). No cipher here: seal.ts and
 * open.ts hold it. A stream is a header and segments; segment i starts at offset i·segment of the sealed bytes, and the
 * first shares its place with the header. Every length below is in bytes. */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, type CHash } from '@noble/hashes/utils.js'
import { bigEndian, type Bytes, type Random } from './bytes.ts'

/** A member of the format's family. Ours is `TRIBUTARY`; the others exist so that Tink's own vectors can judge this code. */
export interface Format {
  /** Sealed length of a segment. */
  readonly segment: number
  /** Length of the AES key and of the salt in the header: 16 or 32. */
  readonly keyLength: 16 | 32
  readonly hash: CHash
}

/** AES256-GCM-HKDF-1MB: a segment is a 1 MiB leaf of the IPFS DAG. */
export const TRIBUTARY: Format = { segment: 1_048_576, keyLength: 32, hash: sha256 }
export const CIPHER = 'AES256-GCM-HKDF-1MB'
/** The tag at the end of every segment. */
export const TAG = 16
const PREFIX = 7
/** Segments are counted by 4 bytes of the nonce. */
const MOST_SEGMENTS = 2 ** 32

export const headerLength = (format = TRIBUTARY): number => 1 + format.keyLength + PREFIX

/** Plaintext in the first segment, and in each following one. */
const firstPlain = (format: Format): number => format.segment - headerLength(format) - TAG
const nextPlain = (format: Format): number => format.segment - TAG

/** An empty plaintext has one segment. Throws when there would be more segments than the nonce can count. */
export function segmentCount(ptLen: number, format = TRIBUTARY): number {
  if (!Number.isSafeInteger(ptLen) || ptLen < 0) throw new RangeError(`${ptLen} is no length`)
  const count = 1 + Math.max(0, Math.ceil((ptLen - firstPlain(format)) / nextPlain(format)))
  if (count > MOST_SEGMENTS) throw new RangeError('Too long for one stream: split it into shards')
  return count
}

export const sealedLength = (ptLen: number, format = TRIBUTARY): number =>
  headerLength(format) + ptLen + TAG * segmentCount(ptLen, format)

/** The plaintext's length; `undefined` when no stream is that long (cut short, or with an empty last segment). */
export function plainLength(ctLen: number, format = TRIBUTARY): number | undefined {
  if (!Number.isSafeInteger(ctLen)) return undefined
  const ptLen = ctLen - headerLength(format) - TAG * Math.ceil(ctLen / format.segment)
  return ptLen >= 0 && sealedLength(ptLen, format) === ctLen ? ptLen : undefined
}

/** Bytes from `start` (included) to `end` (excluded). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where the plaintext of segment `i` stands in the whole plaintext. */
export function plainSpan(i: number, ptLen: number, format = TRIBUTARY): Span {
  const start = i === 0 ? 0 : firstPlain(format) + (i - 1) * nextPlain(format)
  return { start, end: Math.min(ptLen, firstPlain(format) + i * nextPlain(format)) }
}

/** Where segment `i` stands in the sealed bytes; the first one's span holds the header too. */
export function sealedSpan(i: number, ptLen: number, format = TRIBUTARY): Span {
  return { start: i * format.segment, end: Math.min(sealedLength(ptLen, format), (i + 1) * format.segment) }
}

/** The segment that holds plaintext byte `offset`. */
export function segmentAt(offset: number, format = TRIBUTARY): number {
  return offset < firstPlain(format) ? 0 : 1 + Math.floor((offset - firstPlain(format)) / nextPlain(format))
}

/** What makes one sealing differ from every other under the same key: one length byte ‖ salt ‖ nonce prefix. */
export type Header = Bytes

/** Warning: one header is for one plaintext. Sealing other bytes under it repeats nonces and betrays both. */
export function makeHeader(random: Random, format = TRIBUTARY): Header {
  return concatBytes(bigEndian(headerLength(format), 1), random(format.keyLength + PREFIX))
}

/** The header at the front of a sealed stream, or `undefined` when there is none. */
export function readHeader(sealed: Uint8Array, format = TRIBUTARY): Header | undefined {
  const length = headerLength(format)
  return sealed.length >= length && sealed[0] === length ? Uint8Array.from(sealed.subarray(0, length)) : undefined
}

/** The AES key of this stream: HKDF(key, salt of the header, associated data). */
export function streamKey(key: Uint8Array, aad: Uint8Array, header: Header, format = TRIBUTARY): Bytes {
  return hkdf(format.hash, key, header.subarray(1, 1 + format.keyLength), aad, format.keyLength)
}

/** prefix ‖ segment number ‖ 1 for the last segment: no segment can be moved, repeated, or pass for the end. */
export function segmentNonce(header: Header, i: number, last: boolean): Bytes {
  return concatBytes(header.subarray(-PREFIX), bigEndian(i, 4), bigEndian(last ? 1 : 0, 1))
}

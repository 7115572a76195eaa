/** Lengths and places in a sealed stream (key-delivery §6), in bytes. Apart from `stream.ts`, so that reading a manifest
 * loads no hash function. */

export interface Sizes {
  /** Sealed length of a segment. */
  readonly segment: number
  /** Length of the AES key and of the salt in the header: 16 or 32. */
  readonly keyLength: 16 | 32
}

/** A segment is a 1 MiB leaf of the IPFS DAG. */
export const ONE_MIB: Sizes = { segment: 1_048_576, keyLength: 32 }
export const CIPHER = 'AES256-GCM-HKDF-1MB'
/** The tag at the end of every segment. */
export const TAG = 16
/** Of the nonce, in the header. */
export const PREFIX = 7
/** Segments are counted by 4 bytes of the nonce. */
const MOST_SEGMENTS = 2 ** 32

export const headerLength = (sizes = ONE_MIB): number => 1 + sizes.keyLength + PREFIX

/** Plaintext in the first segment, and in each following one. */
const firstPlain = (sizes: Sizes): number => sizes.segment - headerLength(sizes) - TAG
const nextPlain = (sizes: Sizes): number => sizes.segment - TAG

/** An empty plaintext has one segment. Throws when there would be more segments than the nonce can count. */
export function segmentCount(ptLen: number, sizes = ONE_MIB): number {
  if (!Number.isSafeInteger(ptLen) || ptLen < 0) throw new RangeError(`${ptLen} is no length`)
  const count = 1 + Math.max(0, Math.ceil((ptLen - firstPlain(sizes)) / nextPlain(sizes)))
  if (count > MOST_SEGMENTS) throw new RangeError('Too long for one stream: split it into shards')
  return count
}

export const sealedLength = (ptLen: number, sizes = ONE_MIB): number =>
  headerLength(sizes) + ptLen + TAG * segmentCount(ptLen, sizes)

/** The plaintext's length; `undefined` when no stream is that long (cut short, or with an empty last segment). */
export function plainLength(ctLen: number, sizes = ONE_MIB): number | undefined {
  if (!Number.isSafeInteger(ctLen)) return undefined
  const ptLen = ctLen - headerLength(sizes) - TAG * Math.ceil(ctLen / sizes.segment)
  return ptLen >= 0 && sealedLength(ptLen, sizes) === ctLen ? ptLen : undefined
}

/** Bytes from `start` (included) to `end` (excluded). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where the plaintext of segment `i` stands in the whole plaintext. */
export function plainSpan(i: number, ptLen: number, sizes = ONE_MIB): Span {
  const start = i === 0 ? 0 : firstPlain(sizes) + (i - 1) * nextPlain(sizes)
  return { start, end: Math.min(ptLen, firstPlain(sizes) + i * nextPlain(sizes)) }
}

/** Where segment `i` stands in the sealed bytes; the first one's span holds the header too. */
export function sealedSpan(i: number, ptLen: number, sizes = ONE_MIB): Span {
  return { start: i * sizes.segment, end: Math.min(sealedLength(ptLen, sizes), (i + 1) * sizes.segment) }
}

/** The segment that holds plaintext byte `offset`. */
export function segmentAt(offset: number, sizes = ONE_MIB): number {
  return offset < firstPlain(sizes) ? 0 : 1 + Math.floor((offset - firstPlain(sizes)) / nextPlain(sizes))
}

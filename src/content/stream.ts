/** Tink's AES-GCM-HKDF streaming format: sizes, offsets, header and nonces (key-delivery §6). No cipher here: seal.ts and
 * open.ts hold it. A stream is a header and segments; segment i starts at offset i·segment of the sealed bytes, and the
 * first shares its place with the header. Every length below is in bytes. */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, type CHash } from '@noble/hashes/utils.js'
import { bigEndian, type Bytes, type Random } from './bytes.ts'
import { headerLength, ONE_MIB, PREFIX, type Sizes } from './lengths.ts'

export {
  CIPHER,
  headerLength,
  plainLength,
  plainSpan,
  sealedLength,
  sealedSpan,
  segmentAt,
  segmentCount,
  TAG,
  type Span,
} from './lengths.ts'

/** A member of the format's family. Ours is `TRIBUTARY`; the others exist so that Tink's own vectors can judge this code. */
export interface Format extends Sizes {
  readonly hash: CHash
}

/** AES256-GCM-HKDF-1MB. */
export const TRIBUTARY: Format = { ...ONE_MIB, hash: sha256 }

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

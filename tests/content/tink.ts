/** Tink's own streaming vectors, as this project's types say them. */
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { fromHex, type Bytes } from '../../src/content/bytes.ts'
import { headerLength, readHeader, type Format, type Header } from '../../src/content/stream.ts'
import file from '../vectors/tink/aes_gcm_hkdf_streaming.json' with { type: 'json' }

const HASHES = { SHA1: sha1, SHA256: sha256, SHA512: sha512 }
const bytes = (digits: string): Bytes => fromHex(`0x${digits}`)

export interface TinkVector {
  readonly comment: string
  readonly format: Format
  readonly header: Header
  readonly key: Bytes
  readonly aad: Bytes
  readonly plain: Bytes
  readonly sealed: Bytes
}

export const tinkVectors: readonly TinkVector[] = file.vectors.map((vector) => {
  const format: Format = {
    segment: vector.ciphertextSegmentSize,
    keyLength: vector.derivedKeySize as 16 | 32,
    hash: HASHES[vector.hkdfHash as keyof typeof HASHES],
  }
  const sealed = bytes(vector.ct)
  const header = readHeader(sealed, format)
  if (header?.length !== headerLength(format)) throw new Error(`Vector ${vector.tcId} has no header`)
  return {
    comment: vector.comment,
    format,
    header,
    key: bytes(vector.key),
    aad: bytes(vector.aad),
    plain: bytes(vector.msg),
    sealed,
  }
})

/** A manifest's fingerprint. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Hex } from '../royalties/words.ts'
import { toHex } from './bytes.ts'

/** SHA-256 of the manifest's bytes as they are. */
export const manifestDigest = (bytes: Uint8Array): Hex => toHex(sha256(bytes))

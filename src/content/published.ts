import type { Hex } from '../royalties/words.ts'
import { manifestDigest } from './digest.ts'
import { parseManifest, type ManifestResult } from './parse.ts'

/** Reads a manifest that must be the one with this SHA-256; of other bytes nothing is read. */
export function parsePublished(bytes: Uint8Array, digest: Hex): ManifestResult {
  const found = manifestDigest(bytes)
  if (found === digest.toLowerCase()) return parseManifest(bytes)
  const sentence = 'These bytes are not the manifest that was published. Fetch it again from another place.'
  return { ok: false, problem: { kind: 'wrongDigest', expected: digest, found, sentence } }
}

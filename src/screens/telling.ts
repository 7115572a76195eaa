import { manifestCid } from '../content/digest.ts'
import { MANIFEST_LIMIT, type Manifest } from '../content/manifest.ts'
import { parseManifest } from '../content/parse.ts'
import type { Hex } from '../royalties/words.ts'
import type { Library } from '../storage/library.ts'

/** What a work's manifest tells, or why it tells nothing. */
export type Telling =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly manifest: Manifest; readonly bytes: Uint8Array }
  /** Nobody who was asked has it, or storage is not to be had here; asking again may help. */
  | { readonly kind: 'unreachable'; readonly sentence: string }
  /** It was fetched and is not a manifest; asking again does not help. */
  | { readonly kind: 'refused'; readonly sentence: string }

/** Fetches a manifest by its digest, checks the bytes against it, then validates. Never throws. */
export async function readTelling(library: () => Promise<Library>, digest: Hex): Promise<Telling> {
  let bytes: Uint8Array
  try {
    bytes = await (await library()).read(manifestCid(digest), { limit: MANIFEST_LIMIT })
  } catch (error) {
    return { kind: 'unreachable', sentence: error instanceof Error ? error.message : String(error) }
  }
  const parsed = parseManifest(bytes, digest)
  return parsed.ok
    ? { kind: 'ready', manifest: parsed.manifest, bytes }
    : { kind: 'refused', sentence: parsed.problem.sentence }
}

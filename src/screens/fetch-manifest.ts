import { manifestCid } from '../content/address.ts'
import { MANIFEST_LIMIT } from '../content/manifest.ts'
import { parseManifest } from '../content/parse.ts'
import type { Hex } from '../royalties/words.ts'
import type { Library } from '../storage/library.ts'
import type { Telling } from './telling.ts'

/** Fetches a manifest by its digest and validates it. Rejects when nobody has it. Safe because the library gives out only
 * bytes that hash to the address asked for, and this address is the digest. */
export async function fetchManifest(library: Library, digest: Hex): Promise<Telling> {
  const bytes = await library.read(manifestCid(digest), { limit: MANIFEST_LIMIT })
  const parsed = parseManifest(bytes)
  return parsed.ok
    ? { kind: 'ready', manifest: parsed.manifest, bytes }
    : { kind: 'refused', sentence: parsed.problem.sentence }
}

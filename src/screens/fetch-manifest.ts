import { manifestCid } from '../content/digest.ts'
import { MANIFEST_LIMIT } from '../content/manifest.ts'
import { parseManifest } from '../content/parse.ts'
import type { Hex } from '../royalties/words.ts'
import type { Library } from '../storage/library.ts'
import type { Telling } from './telling.ts'

/** Fetches a manifest by its digest, checks the bytes against it, then validates. Rejects when nobody has it. */
export async function fetchManifest(library: Library, digest: Hex): Promise<Telling> {
  const bytes = await library.read(manifestCid(digest), { limit: MANIFEST_LIMIT })
  const parsed = parseManifest(bytes, digest)
  return parsed.ok
    ? { kind: 'ready', manifest: parsed.manifest, bytes }
    : { kind: 'refused', sentence: parsed.problem.sentence }
}

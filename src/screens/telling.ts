import type { Manifest } from '../content/manifest.ts'
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

/** Never throws. The code that checks manifests is fetched with the first of them: the page paints without it. */
export async function readTelling(library: () => Promise<Library>, digest: Hex): Promise<Telling> {
  try {
    const [{ fetchManifest }, open] = await Promise.all([import('./fetch-manifest.ts'), library()])
    return await fetchManifest(open, digest)
  } catch (error) {
    return { kind: 'unreachable', sentence: error instanceof Error ? error.message : String(error) }
  }
}

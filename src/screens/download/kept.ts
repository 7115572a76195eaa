/** Works kept in this browser: which blocks belong to one, and finding it again without a network. */
import { manifestCid } from '../../content/address.ts'
import type { Manifest } from '../../content/manifest.ts'
import type { Hex } from '../../royalties/words.ts'
import type { KeepOrder } from '../../storage/keep.ts'
import type { Library } from '../../storage/library.ts'
import type { WorkFile } from '../read/pieces.ts'

/** What the library knows a work by. */
export const keptId = (network: { readonly id: number }, work: string | bigint): string => `${network.id}/${work}`

/** Everything that showing and opening these files takes. The manifest comes first: `keptManifest` relies on it. */
export function orderFor(
  id: string,
  manifest: Manifest,
  stored: { readonly digest: Hex; readonly bytes: number },
  files: readonly WorkFile[],
): KeepOrder {
  const roots = [{ cid: manifestCid(stored.digest), bytes: stored.bytes }]
  if (manifest.cover) roots.push({ cid: manifest.cover.cid, bytes: manifest.cover.bytes })
  for (const file of files) roots.push(...file.roots)
  return { id, title: manifest.name, roots }
}

/** The manifest of a kept work, from this browser alone; undefined when it is not kept. */
export async function keptManifest(library: Library, id: string): Promise<Manifest | undefined> {
  const kept = (await library.kept()).find((each) => each.id === id)
  const root = kept?.roots[0]
  if (!root) return undefined
  const [{ parseManifest }, bytes] = await Promise.all([import('../../content/parse.ts'), library.read(root.cid)])
  const parsed = parseManifest(bytes)
  return parsed.ok ? parsed.manifest : undefined
}

/** The work's number on this network; undefined for works of other networks. */
export function workOfKept(network: { readonly id: number }, id: string): string | undefined {
  const [chain, work] = id.split('/')
  return chain === String(network.id) ? work : undefined
}

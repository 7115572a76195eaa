import { isSealed, type Manifest, type ManifestFile } from '../../content/manifest.ts'
import type { KeptRoot } from '../../storage/keep.ts'
import type { Item } from '../../storage/library.ts'
import type { Vault } from '../../vault/vault.ts'
import { wholeFiles } from '../player/source.ts'

/** A file of a work. */
export interface WorkFile {
  /** Its place in the manifest. */
  readonly index: number
  readonly name: string
  /** As the manifest claims. */
  readonly type: string
  /** After opening. */
  readonly bytes: number
  readonly sealed: boolean
  /** What is stored of it: one root, or one for each shard. */
  readonly roots: readonly KeptRoot[]
  /** Undefined while this browser has no key for it. */
  readonly item: Item | undefined
}

/** Every file, in the manifest's order, with what is needed to open those that this browser may open. */
export async function filesOf(manifest: Manifest, vault: () => Promise<Vault | undefined>): Promise<WorkFile[]> {
  const items = new Map((await wholeFiles(manifest, vault)).map(({ at, item }) => [at, item]))
  return manifest.files.map((file, index) => {
    const { name, type, bytes } = file
    return { index, name, type, bytes, sealed: isSealed(file), roots: rootsOf(file), item: items.get(index) }
  })
}

const rootsOf = (file: ManifestFile): KeptRoot[] =>
  isSealed(file)
    ? file.shards.map(({ cid, ctLen }) => ({ cid, bytes: ctLen }))
    : [{ cid: file['cid'], bytes: file.bytes }]

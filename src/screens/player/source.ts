import { isSealed, type Manifest, type ManifestFile } from '../../content/manifest.ts'
import type { Item } from '../../storage/library.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Source } from './preview.ts'

/** Files of the work that this browser may open in full: open ones always, sealed ones when the vault has the key. */
export async function wholeFiles(manifest: Manifest, vault: () => Promise<Vault>): Promise<Source[]> {
  const sealed = manifest.files.some(isSealed)
  const secret = sealed ? await secretOf(manifest, vault) : undefined
  const found: Source[] = []
  for (const file of manifest.files) {
    const item = isSealed(file) ? secret && (await sealedItem(manifest, file, secret)) : openItem(file)
    if (item) found.push({ name: file.name, type: file.type, bytes: file.bytes, preview: false, item })
  }
  return found
}

const openItem = (file: ManifestFile): Item | undefined =>
  'cid' in file && typeof file.cid === 'string' ? { cid: file.cid, type: file.type, bytes: file.bytes } : undefined

async function secretOf({ key, home, creator }: Manifest, vault: () => Promise<Vault>) {
  if (!key || !home) return undefined
  const { chainId, contract, salt32 } = home
  const place = { deployment: { chainId, contract }, creator: creator.account, salt32 }
  // A vault that cannot be opened here holds no key of this work as far as the player goes; Settings names the reason.
  return (await vault().catch(() => undefined))?.secretFor(key, place)
}

/** Sealed files of one shard only: longer ones are cut by other programs and are opened by downloading. */
async function sealedItem(
  { salt32 }: Manifest,
  file: ManifestFile,
  secret: NonNullable<Awaited<ReturnType<Vault['secretFor']>>>,
): Promise<Item | undefined> {
  if (!isSealed(file) || !salt32 || file.shards.length !== 1) return undefined
  const [shard] = file.shards
  if (!shard) return undefined
  const { shardKey, shardAad } = await import('../../content/keyline.ts')
  return {
    cid: shard.cid,
    bytes: shard.ptLen,
    type: file.type,
    opening: {
      shardKey: shardKey(secret, salt32, shard.index),
      aad: shardAad(salt32, shard.index),
      ptLen: shard.ptLen,
    },
  }
}

import { isSealed, type Manifest, type ManifestFile, type ManifestShard } from '../../content/manifest.ts'
import type { WorkSecret } from '../../content/keyline.ts'
import type { Item, Piece } from '../../storage/library.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Source } from './preview.ts'

/** Files of the work that this browser may open in full: open ones always, sealed ones when the vault has the key. */
export async function wholeFiles(manifest: Manifest, vault: () => Promise<Vault | undefined>): Promise<Source[]> {
  const sealed = manifest.files.some(isSealed)
  const secret = sealed ? await secretOf(manifest, vault) : undefined
  const found: Source[] = []
  for (const [at, file] of manifest.files.entries()) {
    const item = isSealed(file) ? secret && (await sealedItem(manifest, file, secret)) : openItem(file)
    if (item) found.push({ name: file.name, type: file.type, bytes: file.bytes, preview: false, at, item })
  }
  return found
}

const openItem = (file: ManifestFile): Item | undefined =>
  'cid' in file && typeof file.cid === 'string' ? { cid: file.cid, type: file.type, bytes: file.bytes } : undefined

async function secretOf({ key, home, creator }: Manifest, vault: () => Promise<Vault | undefined>) {
  if (!key || !home) return undefined
  const { chainId, contract, salt32 } = home
  const place = { deployment: { chainId, contract }, creator: creator.account, salt32 }
  // A vault that cannot be opened here holds no key of this work as far as the player goes; Settings names the reason.
  return (await vault().catch(() => undefined))?.secretFor(key, place)
}

/** Each shard is sealed under a key of its own; together they are one file. */
async function sealedItem({ salt32 }: Manifest, file: ManifestFile, secret: WorkSecret): Promise<Item | undefined> {
  if (!isSealed(file) || !salt32) return undefined
  const { shardKey, shardAad } = await import('../../content/keyline.ts')
  const pieceOf = ({ cid, index, ptLen }: ManifestShard): Piece => ({
    cid,
    bytes: ptLen,
    opening: { shardKey: shardKey(secret, salt32, index), aad: shardAad(salt32, index), ptLen },
  })
  const [first, ...following] = file.shards.map(pieceOf)
  if (!first) return undefined
  const bytes = [first, ...following].reduce((sum, piece) => sum + piece.bytes, 0)
  return { ...first, bytes, type: file.type, ...(following.length > 0 ? { following } : {}) }
}

/** Opening the vault of this browser, or one in memory for Node. */
import type { Bytes } from '../content/bytes.ts'
import { openIndexedStore } from './indexed-db.ts'
import { KeptVault } from './kept.ts'
import { sharesOrigin } from './origin.ts'
import { VaultProblem } from './problem.ts'
import { Roots } from './roots.ts'
import type { VaultStore } from './store.ts'
import { rootOfDevice } from './unlockers/device.ts'
import { unlockersIn, type Unlocker } from './unlockers/unlocker.ts'
import type { Vault } from './vault.ts'

export interface VaultOptions {
  /** Default: IndexedDB. */
  readonly store?: VaultStore
  /** Unix ms. */
  readonly clock?: () => number
  /** Asked when this device alone does not open the vault: finds the root by one of the unlockers, or throws. */
  readonly unlock?: (unlockers: readonly Unlocker[]) => Promise<Bytes>
}

/** The store of this browser's vault. Throws `VaultProblem`: no storage, blocked by another tab, or an address whose
 * storage other sites share. */
export async function openStore(): Promise<VaultStore> {
  if (sharesOrigin(globalThis.location)) throw new VaultProblem('sharedOrigin')
  return openIndexedStore()
}

/** Throws `VaultProblem`: as `openStore`, locked and nobody to ask, or wrapped by a key that is gone. */
export async function openVault(options: VaultOptions = {}): Promise<Vault> {
  const { clock = Date.now, unlock } = options
  const store = options.store ?? (await openStore())
  const root = (await rootOfDevice(store, clock())) ?? (await unlock?.(await unlockersIn(store)))
  if (!root) throw new VaultProblem('notUnlocked')
  return new KeptVault(store, await Roots.of(store, root), clock)
}

/** Gives up everything that is in the vault: for those who cannot unlock it any more and have a backup, or do without. */
export async function startOver(store: VaultStore): Promise<void> {
  await store.amend('', (records) => ({ remove: [...records.keys()] }))
}

/** Opening the vault of this browser, or one in memory for Node. */
import { sharesOrigin } from './origin.ts'
import { openIndexedStore } from './indexed-db.ts'
import { KeptVault } from './kept.ts'
import { VaultProblem } from './problem.ts'
import { readRoots } from './roots.ts'
import type { VaultStore } from './store.ts'
import { deviceUnlocker, type Unlocker } from './unlocker.ts'
import type { Vault } from './vault.ts'

export interface VaultOptions {
  /** Default: IndexedDB. */
  readonly store?: VaultStore
  /** Default: a key that this device keeps. */
  readonly unlocker?: Unlocker
  /** Unix ms. */
  readonly clock?: () => number
}

/** Throws `VaultProblem`: no storage, blocked by another tab, wrapped by a key that is gone, or an address whose storage
 * other sites share. */
export async function openVault(options: VaultOptions = {}): Promise<Vault> {
  if (!options.store && sharesOrigin(globalThis.location)) throw new VaultProblem('sharedOrigin')
  const store = options.store ?? (await openIndexedStore())
  const unlocker = options.unlocker ?? (await deviceUnlocker(store))
  return new KeptVault(store, await readRoots(store, unlocker), options.clock ?? Date.now)
}

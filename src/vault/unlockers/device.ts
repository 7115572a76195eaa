/** This device's own key: the browser keeps it and no script can read it, though any script of this origin can use it.
 * It asks nothing of the user. */
import type { Bytes } from '../../content/bytes.ts'
import type { VaultStore } from '../store.ts'
import { DEVICE_KEY, PREFIX, recordOf, rootFrom, unlockersIn, type NewUnlocker } from './unlocker.ts'

export async function makeDevice(store: VaultStore): Promise<NewUnlocker> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return { about: { kind: 'device' }, key: await store.settle(DEVICE_KEY, made) }
}

/** The root as far as no question has to be asked: of a vault that this device opens alone, or of a new vault, made now.
 * `undefined`: the vault is locked. Throws `VaultProblem` when this device's key was the only way in and is gone. */
export async function rootOfDevice(store: VaultStore, now: number): Promise<Bytes | undefined> {
  const standing = await unlockersIn(store)
  const device = standing.find(({ kind }) => kind === 'device')
  if (device) {
    const key = (await store.read(DEVICE_KEY)) as CryptoKey | undefined
    const opened = key ? rootFrom(device, key, 'locked') : Promise.reject(new Error('There is no device key'))
    return opened.catch((error: unknown) => {
      if (standing.length > 1) return undefined
      throw error
    })
  }
  if (standing.length > 0) return undefined
  const fresh = await recordOf(crypto.getRandomValues(new Uint8Array(32)), await makeDevice(store), now)
  // Of several tabs that begin at once one makes the root; the others find it there.
  await store.amend(PREFIX, (records) => (records.size > 0 ? {} : { put: [fresh] }))
  return rootOfDevice(store, now)
}

/** What turns the wrapped root back into bytes. This device's own unlocker needs nothing from the user; passkeys and
 * passphrases join as further unlockers of the same root. */
import type { Bytes } from '../content/bytes.ts'
import { VaultProblem } from './problem.ts'
import type { VaultStore } from './store.ts'
import { unwrap, wrap, type Wrapped } from './wrap.ts'

export interface Unlocker {
  /** Names the way in: `device`, later `passkey`, `passphrase`. */
  readonly kind: string
  wrap(bytes: Bytes): Promise<Wrapped>
  /** Throws `VaultProblem` when `wrapped` was not made by this unlocker. */
  unwrap(wrapped: Wrapped): Promise<Bytes>
}

/** A key that this browser keeps and no script can read, though any script of this origin can use it. */
export async function deviceUnlocker(store: VaultStore): Promise<Unlocker> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const key = await store.settle('device-key', made)
  return {
    kind: 'device',
    wrap: (bytes) => wrap(key, bytes, 'root'),
    unwrap: (wrapped) =>
      unwrap(key, wrapped, 'root').catch((cause: unknown) => {
        throw new VaultProblem('locked', cause)
      }),
  }
}

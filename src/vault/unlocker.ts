/** What turns the wrapped root back into bytes. This device's own unlocker needs nothing from the user; passkeys and
 * passphrases join as further unlockers of the same root. */
import type { Bytes } from '../content/bytes.ts'

/** Bytes under AES-256-GCM. */
export interface Wrapped {
  readonly iv: Bytes
  readonly sealed: Bytes
}

export interface Unlocker {
  /** Names the way in: `device`, later `passkey`, `passphrase`. */
  readonly kind: string
  wrap(bytes: Bytes): Promise<Wrapped>
  /** Throws when `wrapped` was not made by this unlocker. */
  unwrap(wrapped: Wrapped): Promise<Bytes>
}

/** The person's own root, and roots that came with backups. New works use the own one; all are searched. */
import type { Bytes } from '../content/bytes.ts'
import { derive, SALT } from '../content/scalar.ts'
import type { VaultStore } from './store.ts'
import type { Unlocker } from './unlocker.ts'
import { secretKey, unwrap, wrap, type Wrapped } from './wrap.ts'
import { toHex } from '../content/bytes.ts'

const OTHERS = 'root:other:'

export class Roots {
  readonly own: Bytes
  /** Wraps every other record of the vault; follows from the own root. */
  readonly recordKey: CryptoKey
  readonly #store: VaultStore

  constructor(store: VaultStore, own: Bytes, recordKey: CryptoKey) {
    this.#store = store
    this.own = own
    this.recordKey = recordKey
  }

  /** The own root first. */
  async all(): Promise<Bytes[]> {
    const others = await this.#store.all(OTHERS)
    return [
      this.own,
      ...(await Promise.all(others.map(([key, value]) => unwrap(this.recordKey, value as Wrapped, key)))),
    ]
  }

  async add(root: Bytes): Promise<void> {
    if (toHex(root) === toHex(this.own)) return
    const key = OTHERS + toHex(derive(root, SALT, new TextEncoder().encode('vault-name'), 16))
    await this.#store.settle(key, await wrap(this.recordKey, root, key))
  }
}

/** Reads the own root, making it at first. Safe because `settle` lets only one of several tabs make it. */
export async function readRoots(store: VaultStore, unlocker: Unlocker): Promise<Roots> {
  const place = `root:own:${unlocker.kind}`
  const standing = (await store.read(place)) as Wrapped | undefined
  const wrapped =
    standing ?? (await store.settle(place, await unlocker.wrap(crypto.getRandomValues(new Uint8Array(32)))))
  const own = await unlocker.unwrap(wrapped)
  const recordKey = await secretKey(derive(own, SALT, new TextEncoder().encode('vault-records'), 32))
  return new Roots(store, own, recordKey)
}

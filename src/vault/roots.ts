/** The person's roots. The vault's first one is what unlockers wrap, and it makes the key of all other records. The own
 * one is what new works, requests and purses follow from: the first, or the one of the backup that was brought into this
 * vault before anything followed from its first. All are searched. */
import { toHex, type Bytes } from '../content/bytes.ts'
import { derive, SALT } from '../content/scalar.ts'
import type { VaultStore } from './store.ts'
import { secretKey, unwrap, wrap, type Wrapped } from './wrap.ts'

const OTHERS = 'root:other:'
/** The name of the imported root that is the own one. */
const CHIEF = 'root:chief'
/** Something follows from the own root: it stays the own one for ever. */
const USED = 'root:used'

const named = (root: Bytes, name: string, length: number): Bytes =>
  derive(root, SALT, new TextEncoder().encode(name), length)

export class Roots {
  /** Wraps every other record of the vault. */
  readonly recordKey: CryptoKey
  readonly #first: Bytes
  readonly #store: VaultStore

  private constructor(store: VaultStore, first: Bytes, recordKey: CryptoKey) {
    this.#store = store
    this.#first = first
    this.recordKey = recordKey
  }

  static async of(store: VaultStore, first: Bytes): Promise<Roots> {
    return new Roots(store, first, await secretKey(named(first, 'vault-records', 32)))
  }

  /** What unlockers wrap. */
  get first(): Bytes {
    return this.#first
  }

  /** The root to derive from. From now on no import changes it. */
  async own(): Promise<Bytes> {
    if (!(await this.#store.read(USED)))
      await this.#store.amend(USED, (used) => (used.size > 0 ? {} : { put: [[USED, true]] }))
    return this.#chief()
  }

  /** The own root first. */
  async all(): Promise<Bytes[]> {
    const others = (await this.#store.all(OTHERS)).map(([key, value]) => unwrap(this.recordKey, value as Wrapped, key))
    const roots = [await this.#chief(), this.#first, ...(await Promise.all(others))]
    return [...new Map(roots.map((root) => [toHex(root), root])).values()]
  }

  /** Adds the roots of a backup, its own one first. That one becomes the own one where nothing was derived yet: a person
   * who lost a device goes on as before. */
  async add(roots: readonly Bytes[]): Promise<void> {
    const foreign = roots.filter((root) => toHex(root) !== toHex(this.#first))
    const records = await Promise.all(
      foreign.map(async (root): Promise<[string, Wrapped]> => {
        const key = OTHERS + toHex(named(root, 'vault-name', 16))
        return [key, await wrap(this.recordKey, root, key)]
      }),
    )
    const [chief] = foreign[0] === roots[0] ? records : []
    await this.#store.amend('root:', (standing) => {
      const fresh = records.filter(([key]) => !standing.has(key))
      const bound = !chief || standing.has(USED) || standing.has(CHIEF)
      return { put: bound ? fresh : [...fresh, [CHIEF, chief[0]]] }
    })
  }

  async #chief(): Promise<Bytes> {
    const key = (await this.#store.read(CHIEF)) as string | undefined
    const wrapped = key && ((await this.#store.read(key)) as Wrapped | undefined)
    return wrapped ? unwrap(this.recordKey, wrapped, key) : this.#first
  }
}

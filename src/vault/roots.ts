/** The person's roots. The vault's first one is what unlockers wrap, and it makes the key of all other records. The own
 * one is what new works, requests and purses follow from: the first, or the one of the backup that was brought into this
 * vault before anything followed from its first. All are searched. */
import { toHex, type Bytes } from '../content/bytes.ts'
import { derive, SALT } from '../content/scalar.ts'
import type { VaultStore } from './store.ts'
import { opened, secretKey, wrap, type Wrapped } from './wrap.ts'

const OTHERS = 'root:other:'
/** The name of the imported root that is the own one. */
const CHIEF = 'root:chief'
/** Something follows from the own root: it stays the own one for ever. */
const USED = 'root:used'

const named = (root: Bytes, name: string, length: number): Bytes =>
  derive(root, SALT, new TextEncoder().encode(name), length)

export interface Readable {
  /** The own root first, where it can be read. */
  readonly roots: readonly Bytes[]
  /** Whether the first of them is the own one. */
  readonly own: boolean
  /** How many cannot be read. */
  readonly damaged: number
}

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

  /** The root to derive from. From now on no import changes it. Throws `VaultProblem` when it is damaged: what would be
   * derived from another root instead, no backup of the right one would ever find. */
  async own(): Promise<Bytes> {
    if (!(await this.#store.read(USED)))
      await this.#store.amend(USED, (used) => (used.size > 0 ? {} : { put: [[USED, true]] }))
    return this.#chief()
  }

  async readable(): Promise<Readable> {
    const kept = (await this.#store.all(OTHERS)).map(([key, value]) => this.#open(key, value))
    const [chief, ...others] = await Promise.allSettled([this.#chief(), ...kept])
    const found = [chief, { status: 'fulfilled', value: this.#first } as const, ...others]
    const roots = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const own = chief.status === 'fulfilled'
    const damaged = others.filter(({ status }) => status === 'rejected').length
    return {
      roots: [...new Map(roots.map((root) => [toHex(root), root])).values()],
      own,
      // The own one's record may be gone altogether.
      damaged: own ? damaged : Math.max(1, damaged),
    }
  }

  /** Adds the roots of a backup; `own`: its own one is the first. That becomes the own one where nothing was derived yet:
   * a person who lost a device goes on as before. What is damaged here is mended by it. */
  async add(roots: readonly Bytes[], own: boolean): Promise<void> {
    const foreign = roots.filter((root) => toHex(root) !== toHex(this.#first))
    const records = await Promise.all(
      foreign.map(async (root): Promise<[string, Wrapped]> => {
        const key = OTHERS + toHex(named(root, 'vault-name', 16))
        return [key, await wrap(this.recordKey, root, key)]
      }),
    )
    const [chief] = own && foreign[0] === roots[0] ? records : []
    await this.#store.amend('root:', (standing) => {
      const bound = !chief || standing.has(USED) || standing.has(CHIEF)
      return { put: bound ? records : [...records, [CHIEF, chief[0]]] }
    })
  }

  async #chief(): Promise<Bytes> {
    const key = (await this.#store.read(CHIEF)) as string | undefined
    return key === undefined ? this.#first : this.#open(key, await this.#store.read(key))
  }

  #open(key: string, record: unknown): Promise<Bytes> {
    return opened(this.recordKey, record, key, 'damagedRoot')
  }
}

/** The secrets of works, each wrapped under `work:ADDRESS`, the address of its content key; `shredded:ADDRESS` says when
 * one was destroyed. */
import { asWorkSecret, publicKey, workAddress, type WorkSecret } from '../content/keyline.ts'
import type { Address } from '../royalties/words.ts'
import { VaultProblem } from './problem.ts'
import type { VaultStore } from './store.ts'
import { opened, wrap, type Wrapped } from './wrap.ts'

export interface KeptAbout {
  readonly origin: 'made' | 'bought'
  /** Whether root and chain bring it back. What is not recoverable is only here and in backups, and can be destroyed. */
  readonly recoverable: boolean
  /** Unix ms. */
  readonly since: number
}

export interface KeptKey extends Partial<KeptAbout> {
  /** `addr(Y)` of the work's content key. */
  readonly key: Address
}

const WORK = 'work:'
const SHREDDED = 'shredded:'
type Stored = Wrapped & Partial<KeptAbout>

export class Works {
  readonly #store: VaultStore
  readonly #key: CryptoKey

  constructor(store: VaultStore, recordKey: CryptoKey) {
    this.#store = store
    this.#key = recordKey
  }

  /** What was kept before stays as it is, unless it is damaged: then this takes its place. */
  async keep(secret: WorkSecret, about: Partial<KeptAbout>): Promise<Address> {
    const key = workAddress(publicKey(secret))
    const record: Stored = { ...(await wrap(this.#key, secret, WORK + key)), ...about }
    const standing = await this.#store.settle(WORK + key, record)
    if (standing !== record && !(await this.#opens(WORK + key, standing)))
      // Where another tab has destroyed it meanwhile, it stays destroyed.
      await this.#store.amend(WORK + key, (records) => (records.size > 0 ? { put: [[WORK + key, record]] } : {}))
    return key
  }

  /** Throws `VaultProblem` when the record is damaged. */
  async read(key: Address): Promise<WorkSecret | undefined> {
    const record = await this.#store.read(WORK + key)
    return record === undefined ? undefined : asWorkSecret(await opened(this.#key, record, WORK + key, 'damaged'))
  }

  /** All that can be read, and the names of what cannot. */
  async readAll(): Promise<{ secrets: [Address, WorkSecret][]; damaged: Address[] }> {
    const secrets: [Address, WorkSecret][] = []
    const damaged: Address[] = []
    for (const [place, record] of await this.#store.all(WORK)) {
      const key = place.slice(WORK.length) as Address
      const bytes = await opened(this.#key, record, place, 'damaged').catch(() => undefined)
      if (bytes) secrets.push([key, asWorkSecret(bytes)])
      else damaged.push(key)
    }
    return { secrets, damaged }
  }

  #opens(place: string, record: unknown): Promise<boolean> {
    return opened(this.#key, record, place, 'damaged').then(
      () => true,
      () => false,
    )
  }

  async list(): Promise<KeptKey[]> {
    return (await this.#store.all(WORK)).map(([place, value]) => {
      const { iv: _, sealed: __, ...about } = Object(value) as Stored
      return { key: place.slice(WORK.length) as Address, ...about }
    })
  }

  /** Unix ms; `undefined`: it never was. */
  async shreddedAt(key: Address): Promise<number | undefined> {
    return (await this.#store.read(SHREDDED + key)) as number | undefined
  }

  async shred(key: Address, now: number): Promise<void> {
    await this.#store.amend(WORK + key, (records) => {
      const record = records.get(WORK + key) as Stored | undefined
      if (!record) return {}
      if (record.recoverable !== false) throw new VaultProblem('notShreddable')
      return { remove: [WORK + key], put: [[SHREDDED + key, now]] }
    })
  }
}

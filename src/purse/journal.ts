import type { Problem } from '../chain/problems.ts'
import type { Address, Hex } from '../royalties/words.ts'
import type { Fees } from './fees.ts'
import type { Store } from './store.ts'

/** One signed form of a transaction. All forms have the same number, so at most one of them lands. */
export interface Version {
  readonly hash: Hex
  readonly raw: Hex
  readonly fees: Fees
  readonly value: bigint
}

/** A transaction of a purse, kept before it leaves. */
export interface Entry {
  /** Its caller's name for it. */
  readonly id: string
  /** The purse. */
  readonly from: Address
  readonly nonce: number
  readonly call: { readonly to: Address; readonly data: Hex }
  readonly gas: bigint
  /** What the network may take at most, in the smallest unit of the native currency. */
  readonly most?: bigint
  /** The whole rest is sent: what goes to the network is taken from what arrives. */
  readonly rest: boolean
  /** Oldest first; never empty. */
  readonly versions: readonly Version[]
  /** `signed`: nothing of it has left this browser. */
  readonly state: 'signed' | 'leaving' | 'done' | 'failed'
  /** Unix ms of the newest version. */
  readonly at: number
  /** Of the version that landed. */
  readonly hash?: Hex
  readonly problem?: Problem
}

const FINISHED_KEPT = 100

/** The transactions of one purse. Methods reject with `Unkept`. */
export class Journal {
  readonly #store: Store
  readonly #prefix: string

  constructor(store: Store, chainId: number, purse: Address) {
    this.#store = store
    this.#prefix = `purse:${chainId}:${purse.toLowerCase()}:`
  }

  find(id: string): Promise<Entry | undefined> {
    return this.#store.read(this.#prefix + id)
  }

  async put(entry: Entry): Promise<Entry> {
    await this.#store.change<Entry>(this.#prefix + entry.id, () => entry)
    return entry
  }

  async forget(id: string): Promise<void> {
    await this.#store.change(this.#prefix + id, () => undefined)
  }

  /** Lowest number first. */
  async all(): Promise<Entry[]> {
    const found = await this.#store.all<Entry>(this.#prefix)
    return found.map(([, entry]) => entry).sort((a, b) => a.nonce - b.nonce)
  }

  /** What may be on its way. */
  async leaving(): Promise<Entry[]> {
    return (await this.all()).filter(({ state }) => state === 'leaving')
  }

  /** Forgets what was signed and never left, and what finished long ago. */
  async tidy(): Promise<void> {
    const all = await this.all()
    const finished = all.filter(({ state }) => state === 'done' || state === 'failed')
    const old = finished.slice(0, Math.max(0, finished.length - FINISHED_KEPT))
    for (const { id } of [...old, ...all.filter(({ state }) => state === 'signed')]) await this.forget(id)
  }
}

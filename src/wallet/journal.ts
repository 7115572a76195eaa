import type { Call } from '../chain/action.ts'
import type { Problem } from '../chain/problems.ts'
import type { Address, Hex } from '../royalties/words.ts'

export type TransactionState = 'queued' | 'estimating' | 'waiting for wallet' | 'waiting for chain' | 'done' | 'failed'

/** One transaction from the first click to its place on the chain. */
export interface Tracked {
  readonly id: string
  readonly title: string
  readonly chainId: number
  readonly from: Address
  readonly call: Pick<Call, 'to' | 'data' | 'value'>
  /** Unix milliseconds. */
  readonly at: number
  readonly state: TransactionState
  readonly nonce?: number
  readonly hash?: Hex
  /** The chain cannot be asked at the moment; the transaction may still land. */
  readonly unseen?: boolean
  readonly problem?: Problem
  /** Network fee paid, in the native currency. */
  readonly fee?: bigint
}

export const isFinished = ({ state }: Pick<Tracked, 'state'>): boolean => state === 'done' || state === 'failed'

const PREFIX = 'tributary.transaction.'
const KEPT = 50

/** `bigint` as JSON: `{"$": "123"}`. */
const pack = (_: string, value: unknown) => (typeof value === 'bigint' ? { $: String(value) } : value)
const unpack = (_: string, value: unknown) =>
  value !== null && typeof value === 'object' && '$' in value ? BigInt(String(value.$)) : value

/** One entry per transaction, so that two tabs never overwrite each other's. A full or forbidden store loses nothing but
 * the memory across reloads. */
export class Journal {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Newest first. */
  load(): Tracked[] {
    const found: Tracked[] = []
    for (const key of this.#keys()) {
      try {
        found.push(JSON.parse(this.#storage.getItem(key) ?? '', unpack) as Tracked)
      } catch {
        this.#storage.removeItem(key)
      }
    }
    return found.sort((a, b) => b.at - a.at)
  }

  save(tracked: Tracked): void {
    try {
      this.#storage.setItem(PREFIX + tracked.id, JSON.stringify(tracked, pack))
      this.#trim()
    } catch {
      return
    }
  }

  forget(id: string): void {
    this.#storage.removeItem(PREFIX + id)
  }

  #keys(): string[] {
    return Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i) ?? '').filter((key) =>
      key.startsWith(PREFIX),
    )
  }

  /** Only finished ones are ever dropped. */
  #trim(): void {
    if (this.#keys().length <= KEPT) return
    const old = this.load().filter(({ state }) => state === 'done' || state === 'failed')
    for (const { id } of old.slice(KEPT)) this.forget(id)
  }
}

/** Requests on their way and under way, kept over reloads: one record each, so that two tabs never overwrite each other. */
import type { Address, Hex } from '../../royalties/words.ts'
import type { Asked } from './asked.ts'

const PREFIX = 'tributary.request.'

/** `bigint` as JSON: `{"$": "123"}`. */
const pack = (_: string, value: unknown) => (typeof value === 'bigint' ? { $: String(value) } : value)
const unpack = (_: string, value: unknown) =>
  value !== null && typeof value === 'object' && '$' in value ? BigInt(String(value.$)) : value

export class RequestJournal {
  readonly #storage: Storage
  readonly #chainId: number

  constructor(storage: Storage, chainId: number) {
    this.#storage = storage
    this.#chainId = chainId
  }

  /** Whether any account of this browser has asked for anything on this chain. */
  static has(storage: Storage, chainId: number): boolean {
    return Array.from({ length: storage.length }, (_, i) => storage.key(i)).some((key) =>
      key?.startsWith(`${PREFIX}${chainId}.`),
    )
  }

  /** Newest first. A record that cannot be read is dropped: the chain has all of it. */
  of(buyer: Address): Asked[] {
    const prefix = this.#prefix(buyer)
    const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i) ?? '')
    const found = keys.filter((key) => key.startsWith(prefix)).flatMap((key) => this.#read(key) ?? [])
    return found.sort((a, b) => b.at - a.at)
  }

  /** Throws when the browser does not keep it. */
  save(asked: Asked): void {
    this.#storage.setItem(this.#prefix(asked.request.buyer) + asked.id, JSON.stringify(asked, pack))
  }

  forget({ id, request }: Pick<Asked, 'id' | 'request'>): void {
    this.#storage.removeItem(this.#prefix(request.buyer) + id)
  }

  ids(buyer: Address): ReadonlySet<Hex> {
    return new Set(this.of(buyer).map(({ id }) => id))
  }

  #read(key: string): Asked | undefined {
    try {
      return JSON.parse(this.#storage.getItem(key) ?? '', unpack) as Asked
    } catch {
      this.#storage.removeItem(key)
      return undefined
    }
  }

  #prefix(buyer: Address): string {
    return `${PREFIX}${this.#chainId}.${buyer.toLowerCase()}.`
  }
}

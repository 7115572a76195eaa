/** What was answered, kept before the answer leaves: a delivery that is exposed has to land, whatever happens to the page. */
import type { Store } from '../../purse/store.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { hashTerms } from '../terms.ts'
import type { Request } from './request.ts'

export interface Delivery extends Request {
  /** Who is served for, and who signs. */
  readonly server: Address
  readonly sender: Address
  /** Whether `sender` signs without asking. */
  readonly automatic: boolean
  /** Counts from 0: grows when a transaction came to its end without closing the request. */
  readonly attempt: number
  readonly gas: bigint
  /** `exposed`: the answer may be known to others and has not landed. `byOther`: another key holder was quicker. */
  readonly state: 'exposed' | 'delivered' | 'byOther' | 'refunded'
  /** When one RPC told how it ended, Unix ms, as long as that is not proven; left out: it is. */
  readonly told?: number | undefined
  /** Unix ms. */
  readonly at: number
  /** Delivery fee and own part of the price, in currency units. */
  readonly fee: bigint
  readonly part: bigint
  readonly currency: Address
  /** Paid to the network, in the smallest native unit; 0 while it is not known. */
  readonly gasPaid: bigint
  readonly transaction?: Hex
  /** Why it has not landed yet, in words. */
  readonly trouble?: string | undefined
}

/** Something stands where a delivery should, and cannot be read: the request may have been answered. */
export class DamagedRecord extends Error {
  override readonly name = 'DamagedRecord'
}

const KEPT = 500

/** Not proven to be over: it needs looking after. */
export const isPending = ({ state, told }: Delivery): boolean => state === 'exposed' || told !== undefined

/** The deliveries of one network. Methods reject with `Unkept` where this browser keeps nothing. */
export class DeliveryJournal {
  readonly store: Store
  readonly #prefix: string

  constructor(store: Store, chainId: number) {
    this.store = store
    this.#prefix = `delivery:${chainId}:`
  }

  /** Rejects with `DamagedRecord` too. */
  async find(id: Hex): Promise<Delivery | undefined> {
    const record = await this.store.read<unknown>(this.#prefix + id)
    if (record === undefined || isDelivery(record)) return record
    throw new DamagedRecord()
  }

  async put(delivery: Delivery): Promise<Delivery> {
    await this.store.change<Delivery>(this.#prefix + delivery.terms.id, () => delivery)
    return delivery
  }

  /** Changes what stands; what was never exposed stays unknown. */
  async change(id: Hex, change: Partial<Delivery>): Promise<Delivery | undefined> {
    return this.store.change<Delivery>(this.#prefix + id, (standing) => standing && { ...standing, ...change })
  }

  async forget(id: Hex): Promise<void> {
    await this.store.change(this.#prefix + id, () => undefined)
  }

  /** Newest first; and of how many requests the record is damaged. */
  async read(): Promise<{ deliveries: Delivery[]; damaged: number }> {
    const found = await this.store.all<unknown>(this.#prefix)
    const deliveries = found.flatMap(([, record]) => (isDelivery(record) ? [record] : []))
    return { deliveries: deliveries.sort((a, b) => b.at - a.at), damaged: found.length - deliveries.length }
  }

  async all(): Promise<Delivery[]> {
    return (await this.read()).deliveries
  }

  /** Forgets the oldest of what is over. */
  async tidy(): Promise<void> {
    const over = (await this.all()).filter((delivery) => !isPending(delivery))
    for (const { terms } of over.slice(KEPT)) await this.forget(terms.id)
  }
}

const STATES: ReadonlySet<unknown> = new Set(['exposed', 'delivered', 'byOther', 'refunded'])

/** As far as anything is decided by it. */
function isDelivery(record: unknown): record is Delivery {
  const { terms, state, at, sender, server, gas, attempt, fee, part, gasPaid } = Object(record) as Partial<Delivery>
  return (
    STATES.has(state) &&
    [at, attempt].every((each) => typeof each === 'number') &&
    [sender, server, terms?.id].every((each) => typeof each === 'string') &&
    [gas, fee, part, gasPaid, terms?.deadline, terms?.price].every((each) => typeof each === 'bigint')
  )
}

const MONTH_MS = 30 * 86_400_000

/** The name of a delivery's transaction: other terms, or another attempt, are another transaction. */
export const orderIdOf = ({ terms, attempt }: Pick<Delivery, 'terms' | 'attempt'>): string =>
  `deliver:${hashTerms(terms)}:${attempt}`

/** What deliveries of the last 30 days cost more than they brought, in the smallest native unit. */
export function lostBy(deliveries: readonly Delivery[], now: number, isNative: (currency: Address) => boolean): bigint {
  let lost = 0n
  for (const { at, state, gasPaid, fee, part, currency } of deliveries) {
    if (now - at > MONTH_MS) continue
    const income = state === 'delivered' && isNative(currency) ? fee + part : 0n
    if (gasPaid > income) lost += gasPaid - income
  }
  return lost
}

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
  readonly trouble?: string
}

const KEPT = 500

/** The deliveries of one network. Methods reject with `Unkept` where this browser keeps nothing. */
export class DeliveryJournal {
  readonly store: Store
  readonly #prefix: string

  constructor(store: Store, chainId: number) {
    this.store = store
    this.#prefix = `delivery:${chainId}:`
  }

  find(id: Hex): Promise<Delivery | undefined> {
    return this.store.read(this.#prefix + id)
  }

  async put(delivery: Delivery): Promise<Delivery> {
    await this.store.change<Delivery>(this.#prefix + delivery.terms.id, () => delivery)
    return delivery
  }

  /** Changes what stands; what was never exposed stays unknown. */
  async change(id: Hex, change: Partial<Delivery>): Promise<Delivery | undefined> {
    return this.store.change<Delivery>(this.#prefix + id, (standing) => standing && { ...standing, ...change })
  }

  /** Newest first. */
  async all(): Promise<Delivery[]> {
    const found = await this.store.all<Delivery>(this.#prefix)
    return found.map(([, delivery]) => delivery).sort((a, b) => b.at - a.at)
  }

  /** Forgets the oldest of what is over. */
  async tidy(): Promise<void> {
    const over = (await this.all()).filter(({ state }) => state !== 'exposed')
    for (const { terms } of over.slice(KEPT)) await this.store.change(this.#prefix + terms.id, () => undefined)
  }
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

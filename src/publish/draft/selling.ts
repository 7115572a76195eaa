/** What buying hands over the key of a sealed work, and what the content then costs. */
import type { Offer } from '../order.ts'
import { OFFERED, type Form, type OfferedUsage } from './form.ts'

/** Usages that need the content in full. To infer or to perform is sold to people who have it, or get it by another way. */
const NEEDS_CONTENT: Readonly<Record<OfferedUsage, boolean>> = {
  Play: true,
  Download: true,
  Train: true,
  Infer: false,
  Perform: false,
}

/** As the creator chose; unless they did, priced usages that need the content bring the key and free ones do not. */
export function bringsKey(form: Form, usage: OfferedUsage): boolean {
  const { state, key } = form.offers[usage]
  if (!form.sealed || state === 'closed') return false
  return key ?? (state === 'priced' && NEEDS_CONTENT[usage])
}

/** Usages whose buyers get the key. */
export const keyBringers = (form: Form): OfferedUsage[] => OFFERED.filter((usage) => bringsKey(form, usage))

/** Whether somebody gets the key for nothing: to be confirmed separately. */
export const givesKeyAway = (form: Form): boolean =>
  keyBringers(form).some((usage) => form.offers[usage].state === 'free')

/** What the content costs: all buyers get the same key, so the lowest price among those that bring it. */
export function contentPrice(offers: readonly Offer[]): Offer | undefined {
  return offers
    .filter(({ bringsKey: brings }) => brings)
    .reduce<Offer | undefined>((low, offer) => (low && low.price <= offer.price ? low : offer), undefined)
}

/** What a delivery takes of gas, and its calldata of bytes, with room to spare: both are measured in the contracts' tests. */
export const DELIVERY_GAS = 150_000n
export const DELIVERY_BYTES = 600

/** A delivery fee to begin with: twice what handing over the key costs its deliverer now, with one digit, so that doing
 * it for strangers is worth a tab left open. In a token, whose rate nobody here knows, a twentieth of a unit. */
export function suggestFee(cost: bigint | undefined, currency: { native: boolean; decimals: number }): bigint {
  if (!currency.native) return 10n ** BigInt(currency.decimals) / 20n
  if (cost === undefined) return 0n
  const twice = 2n * cost
  const unit = 10n ** BigInt(Math.max(0, twice.toString().length - 1))
  return ((twice + unit - 1n) / unit) * unit
}

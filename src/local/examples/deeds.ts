/** The history's deeds as calls, made by the app's own builders. */
import { parseUnits } from 'viem'
import type { Call, Payment } from '../../chain/action.ts'
import {
  approveCall,
  buyCall,
  claimCall,
  listCall,
  openFlowCall,
  openSaleCall,
  payCall,
  transferCall,
} from '../../chain/calls.ts'
import { HOUR } from '../../royalties/flows.ts'
import { INCOME, NATIVE, SHARE, Usage, type Hex, type WorkId } from '../../royalties/words.ts'
import { addressOf, currencyOf, decimalsOf } from './orders.ts'
import type { Deed, Item } from './history.ts'
import { EXAMPLES, type PersonId } from './works.ts'

const NO_REF: Hex = `0x${'00'.repeat(32)}`
const LISTING_SECONDS = 60 * 86_400
/** Rates are multiples of it. */
const RATE_STEP = 10_000n

type NumberOf = (slug: string) => WorkId

/** `now`: the chain's time in Unix seconds. */
export function callsOf(
  deed: Exclude<Deed, { do: 'publish' }>,
  who: PersonId,
  numberOf: NumberOf,
  now: bigint,
): Call[] {
  if (deed.do === 'pay') return payCalls(deed.items, numberOf)
  if (deed.do === 'claim') return [claimCall(deed.works.map(numberOf), addressOf(who))]
  const work = numberOf(deed.work)
  if (deed.do === 'openSale') return [openSaleCall(work)]
  if (deed.do === 'flow') return flowCalls(deed, work, now)
  const units = BigInt(deed.shares) * SHARE
  if (deed.do === 'give') return [transferCall(addressOf(who), addressOf(deed.to), work, units)]
  const { money } = EXAMPLES[deed.work]!
  if (deed.do === 'list') {
    const unitPrice = parseUnits(deed.price, decimalsOf(money))
    return [listCall(work, Number(units), unitPrice, Number(now) + LISTING_SECONDS)]
  }
  const maximumPrice = parseUnits('1', decimalsOf(money))
  const purchase = { work, seller: addressOf(deed.from), units: Number(units), maximumPrice, deadline: now + 3_600n }
  return [buyCall(purchase, currencyOf(money))]
}

/** Ends at a full hour; what a rounded rate leaves of the price is never taken. */
function flowCalls({ work: slug, perDay, days }: Extract<Deed, { do: 'flow' }>, work: WorkId, now: bigint): Call[] {
  const { money } = EXAMPLES[slug]!
  const currency = currencyOf(money)
  const aDay = parseUnits(perDay, decimalsOf(money))
  const rate = ((aDay * INCOME) / 86_400n / RATE_STEP) * RATE_STEP
  const end = (Math.floor(Number(now) / HOUR) + days * 24) * HOUR
  const maximum = aDay * BigInt(days)
  const call = openFlowCall({ work, rate, end, maximum }, currency)
  return currency === NATIVE ? [call] : [approveCall(currency, maximum), call]
}

function payCalls(items: readonly Item[], numberOf: NumberOf): Call[] {
  const currency = currencyOf(EXAMPLES[items[0]!.work]!.money)
  const payments = items.map((item) => paymentOf(item, numberOf))
  const total = payments.reduce((sum, { amount }) => sum + amount, 0n)
  return [...(currency === NATIVE ? [] : [approveCall(currency, total)]), payCall(payments, currency)]
}

function paymentOf({ work, usage, units, tip }: Item, numberOf: NumberOf): Payment {
  const { prices, money } = EXAMPLES[work]!
  const price = tip ? 0n : parseUnits(prices[usage] ?? '0', decimalsOf(money))
  return {
    work: numberOf(work),
    usage: Usage[usage],
    units: BigInt(units),
    price,
    amount: tip ? parseUnits(tip, decimalsOf(money)) : price * BigInt(units),
    ref: NO_REF,
    beneficiary: NATIVE,
  }
}

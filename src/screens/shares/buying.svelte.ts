import { buyCall } from '../../chain/calls.ts'
import type { Purchase } from '../../chain/action.ts'
import { sharesText } from '../../design/money.ts'
import { parseDecimal } from '../../royalties/format.ts'
import type { Spending } from '../../wallet/spend.ts'
import { typedProblem, typedValue } from '../typed.ts'
import type { Market, Offered } from './market.svelte.ts'
import { priceOf, purchaseProblem, resaleOf } from './price.ts'

const MINUTES_30 = 1800

/** What a fan types to buy shares of one offer. */
export class Buying {
  unitsText = $state('1')
  readonly offered: Offered
  readonly #market: Market

  constructor(market: Market, offered: Offered) {
    this.#market = market
    this.offered = offered
    if (offered.units < 1_000_000) this.unitsText = sharesText(BigInt(offered.units))
  }

  readonly #typed = $derived.by(() => parseDecimal(this.unitsText, 6))
  readonly units = $derived(typedValue(this.#typed))
  readonly problem = $derived.by(() => {
    switch (purchaseProblem(this.units, BigInt(this.offered.units))) {
      case 'none':
        return typedProblem(this.#typed) ?? 'Enter a number of shares.'
      case 'tooMany':
        return `Only ${sharesText(BigInt(this.offered.units))} are offered.`
      case 'tooFew':
        return 'At least 0.01 share, or all that is left.'
      default:
        return undefined
    }
  })
  /** The most that will be paid; a higher price on chain undoes the purchase. */
  readonly price = $derived.by(() => (this.problem ? 0n : priceOf(this.units!, this.offered.unitPrice)))
  readonly resale = $derived.by(() => resaleOf(this.price, this.#market.work?.resaleRoyalty ?? 0))

  /** `undefined` while something is not filled in right. `now` in Unix milliseconds. */
  spending(title: string, now: number): Spending | undefined {
    const { work, currency } = this.#market
    if (this.problem || !work || !currency) return undefined
    const purchase: Purchase = {
      work: work.id,
      seller: this.offered.seller,
      units: Number(this.units),
      maximumPrice: this.price,
      deadline: BigInt(Math.floor(now / 1000) + MINUTES_30),
    }
    return {
      title: `Buy ${sharesText(this.units!)} shares of ${title}`,
      currency,
      amount: this.price,
      call: () => buyCall(purchase, currency.address),
    }
  }
}

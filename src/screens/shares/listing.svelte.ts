import { listCall } from '../../chain/calls.ts'
import type { Call } from '../../chain/action.ts'
import { parseMoney, sharesText } from '../../design/money.ts'
import type { Market } from './market.svelte.ts'

const DAY = 86_400
/** A minute below the contract's 90 days: the chain's clock may be a little behind this one. */
const LONGEST = 90 * DAY - 60

/** What a holder types to offer shares. */
export class ListingDraft {
  unitsText = $state('')
  priceText = $state('')
  days = $state<'7' | '30' | '90'>('30')
  readonly #market: Market

  constructor(market: Market) {
    this.#market = market
  }

  readonly units = $derived.by(() => parseMoney(this.unitsText, 6))
  readonly unitPrice = $derived.by(() => parseMoney(this.priceText, this.#market.currency?.decimals ?? 18))
  readonly unitsProblem = $derived.by(() => {
    if (this.unitsText === '') return undefined
    if (this.units === undefined || this.units === 0n) return 'Enter a number of shares, with at most 6 decimals.'
    return this.units > this.#market.mine ? `You hold ${sharesText(this.#market.mine)}.` : undefined
  })
  readonly priceProblem = $derived.by(() => {
    if (this.priceText === '') return undefined
    if (this.unitPrice === undefined) return 'Enter an amount of money.'
    return this.unitPrice === 0n ? 'Enter more than 0. To give shares away, transfer them.' : undefined
  })
  readonly ready = $derived.by(() => Boolean(this.units && this.unitPrice && !this.unitsProblem && !this.priceProblem))

  call(now: number): Call | undefined {
    const { work } = this.#market
    if (!work || !this.ready) return undefined
    const seconds = Math.min(Number(this.days) * DAY, LONGEST)
    return listCall(work.id, Number(this.units), this.unitPrice!, Math.floor(now / 1000) + seconds)
  }

  withdrawal(): Call | undefined {
    return this.#market.work && listCall(this.#market.work.id, 0, 0n, 0)
  }
}

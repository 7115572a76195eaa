import { listCall } from '../../chain/calls.ts'
import type { Call } from '../../chain/action.ts'
import { sharesText } from '../../design/money.ts'
import { parseDecimal } from '../../royalties/format.ts'
import { typedProblem, typedValue } from '../typed.ts'
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

  readonly #typedUnits = $derived.by(() => parseDecimal(this.unitsText, 6))
  readonly #typedPrice = $derived.by(() => parseDecimal(this.priceText, this.#market.currency?.decimals ?? 18))
  readonly units = $derived(typedValue(this.#typedUnits))
  readonly unitPrice = $derived(typedValue(this.#typedPrice))
  readonly unitsProblem = $derived.by(() => {
    if (this.units === undefined) return typedProblem(this.#typedUnits)
    if (this.units === 0n) return 'Enter more than 0.'
    return this.units > this.#market.mine ? `You hold ${sharesText(this.#market.mine)}.` : undefined
  })
  readonly priceProblem = $derived.by(() => {
    if (this.unitPrice === undefined) return typedProblem(this.#typedPrice)
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

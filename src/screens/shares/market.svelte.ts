import { readHistory, holdersOf, type HolderUnits } from '../../chain/history.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import { readListing, readWork, type Listing, type Work } from '../../chain/tributary.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'

export interface Offered extends Listing {
  readonly seller: Address
}

/** Shares of one work: who holds them and who sells some. */
export class Market {
  work = $state.raw<Work>()
  currency = $state.raw<Currency>()
  holders = $state.raw<readonly HolderUnits[]>([])
  /** Cheapest first. */
  offered = $state.raw<readonly Offered[]>([])
  problem = $state.raw<Problem>()
  loading = $state(true)
  readonly #app: App
  readonly #id: WorkId

  constructor(app: App, id: WorkId) {
    this.#app = app
    this.#id = id
  }

  readonly me = $derived.by(() => this.#app.wallet.address?.toLowerCase())
  readonly mine = $derived.by(() => this.holders.find(({ account }) => account.toLowerCase() === this.me)?.units ?? 0n)
  readonly myOffer = $derived.by(() => this.offered.find(({ seller }) => seller.toLowerCase() === this.me))
  readonly forSale = $derived.by(() => this.offered.filter(({ seller }) => seller.toLowerCase() !== this.me))
  readonly isCreator = $derived.by(() => this.me !== undefined && this.work?.creator.toLowerCase() === this.me)

  /** Sellers are holders, so asking every holder finds every listing. */
  async load(): Promise<void> {
    const { client, network } = this.#app
    try {
      const [work, history] = await Promise.all([readWork(client, this.#id), readHistory(client, this.#id)])
      if (!work) return
      const holders = holdersOf(history)
      const now = Math.floor(Date.now() / 1000)
      const listings = work.onSale
        ? await Promise.all(holders.map(({ account }) => readListing(client, this.#id, account, now)))
        : []
      this.currency = await currencyOf(client, network, work.currency)
      this.work = work
      this.holders = holders
      this.offered = listings
        .flatMap((listing, i) => (listing ? [{ ...listing, seller: holders[i]!.account }] : []))
        .sort((a, b) => (a.unitPrice < b.unitPrice ? -1 : a.unitPrice > b.unitPrice ? 1 : 0))
      this.problem = undefined
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.loading = false
    }
  }
}

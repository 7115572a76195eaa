import { claimCall } from '../../chain/calls.ts'
import type { Call } from '../../chain/action.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import { readListing, readPositions, type Listing, type Position } from '../../chain/tributary.ts'
import { PAYABLE } from '../../royalties/replay.ts'
import { ALL_UNITS, type Address, type WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { flowedSince, tickingPlaces } from '../seconds.ts'

export interface Row extends Position {
  /** When it was read, in Unix seconds. */
  readonly read: number

  readonly currency: Currency
  readonly listing?: Listing
}

/** Income is 1e8 times finer than currency units. */
const INCOME_DECIMALS = 8

/** What waits in one currency. */
export interface Purse {
  readonly currency: Currency
  readonly total: bigint
  readonly works: readonly WorkId[]
}

/** Everything the connected account has a part in, kept up to date by the ledger. */
export class Portfolio {
  rows = $state.raw<readonly Row[]>([])
  loading = $state(true)
  problem = $state.raw<Problem>()
  /** Currencies left out of the next claim. */
  skipped = $state.raw<ReadonlySet<Address>>(new Set())
  /** How many works one claim takes; fewer once that many did not fit into one transaction. */
  most = $state(Infinity)
  readonly #app: App
  #turn = 0

  constructor(app: App) {
    this.#app = app
  }

  readonly purses = $derived.by((): Purse[] => {
    const waiting = this.rows.filter(({ claimable }) => claimable > 0n)
    return [...Map.groupBy(waiting, ({ currency }) => currency.address).values()].map((rows) => ({
      currency: rows[0]!.currency,
      total: rows.reduce((sum, { claimable }) => sum + claimable, 0n),
      works: rows.map(({ work }) => work.id),
    }))
  })
  /** Hostile tokens can make anyone a holder: only currencies the network's list names are claimed unasked. */
  readonly chosen = $derived.by(() =>
    this.purses.filter(({ currency }) => currency.listed !== this.skipped.has(currency.address)),
  )

  /** What flows have brought the account in a work since it was read, in currency units: grows while it is looked at. */
  flowedOf({ work, units, read }: Row): bigint {
    return (flowedSince(work, read) * units) / PAYABLE
  }

  /** The same for all works of a currency. */
  flowedIn(currency: Address): bigint {
    const rows = this.rows.filter((row) => row.currency.address === currency)
    return rows.reduce((sum, row) => sum + this.flowedOf(row), 0n)
  }

  placesOf({ work, units, currency }: Row): number {
    return tickingPlaces((work.flowRate * units) / ALL_UNITS, currency.decimals + INCOME_DECIMALS)
  }

  placesIn({ address }: Currency): number {
    return Math.max(
      ...this.rows.filter(({ currency }) => currency.address === address).map((row) => this.placesOf(row)),
    )
  }

  /** Whether anything comes by the second. */
  readonly flowing = $derived.by(() => this.rows.some(({ work, units }) => work.flowRate > 0n && units > 0n))

  toggle(currency: Address): void {
    const skipped = new Set(this.skipped)
    if (!skipped.delete(currency)) skipped.add(currency)
    this.skipped = skipped
  }

  /** The works of the next claim, grouped by currency. */
  readonly next = $derived.by(() => this.chosen.flatMap((purse) => purse.works).slice(0, this.most))

  /** One transaction over all chosen works, as far as they fit into one. */
  claim(to: Address): Call | undefined {
    return this.next.length > 0 ? claimCall(this.next, to) : undefined
  }

  /** After a claim that was too much for one transaction: half of it. */
  claimFewer(): void {
    this.most = Math.max(1, Math.ceil(this.next.length / 2))
  }

  /** Reads everything at one block. An answer for an account that was left meanwhile is dropped. */
  async load(): Promise<void> {
    const account = this.#app.wallet.address
    const turn = ++this.#turn
    if (!account) return
    try {
      const positions = await readPositions(this.#app.client, account)
      const rows = await Promise.all(positions.map((position) => this.#row(position, account)))
      if (turn !== this.#turn) return
      this.rows = rows
      this.problem = undefined
    } catch (error) {
      if (turn === this.#turn) this.problem = problemOf(error)
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }

  async #row(position: Position, account: Address): Promise<Row> {
    const { client, network } = this.#app
    const { work } = position
    const now = Math.floor(Date.now() / 1000)
    const [currency, listing] = await Promise.all([
      currencyOf(client, network, work.currency),
      work.onSale ? readListing(client, work.id, account, now) : undefined,
    ])
    return { ...position, read: now, currency, ...(listing ? { listing } : {}) }
  }

  forget(): void {
    this.#turn += 1
    this.rows = []
    this.loading = true
  }
}

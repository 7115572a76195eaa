import { networkFee } from '../../chain/fees.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { balanceOf } from '../../chain/token-reads.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import { readCount, readWorks } from '../../chain/tributary.ts'
import { decimalText, parseDecimal } from '../../royalties/format.ts'
import { NATIVE, Usage, type Address } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { typedProblem, typedValue } from '../typed.ts'

/** Gas of some four settlements of ten works each, and of sending the rest back. */
const RESERVE_GAS = 2_500_000n
/** How many plays the first suggestion pays for. */
const PLAYS = 25n
/** Works whose prices the suggestion is made from. */
const NEWEST = 100

/** What somebody types to load listening money, and what it comes to. */
export class LoadForm {
  currency = $state.raw<Currency>()
  typed = $state('')
  /** For network fees, native. `undefined` while it is not known. */
  reserve = $state.raw<bigint>()
  balance = $state.raw<bigint>()
  problem = $state.raw<Problem>()
  /** In which something can be played. */
  currencies = $state.raw<readonly Currency[]>([])
  #plays = $state.raw<readonly { currency: Address; price: bigint }[]>([])
  readonly #app: App
  readonly #standing: () => bigint

  /** `standing`: what the purse has for network fees already. */
  constructor(app: App, standing: () => bigint) {
    this.#app = app
    this.#standing = standing
  }

  readonly #parsed = $derived(parseDecimal(this.typed, this.currency?.decimals ?? 18))
  readonly amount = $derived(typedValue(this.#parsed))

  get typedProblem(): string | undefined {
    const problem = typedProblem(this.#parsed)
    if (problem) return problem
    return this.amount === 0n ? 'Enter more than nothing.' : undefined
  }

  /** What leaves the account of this currency. */
  get together(): bigint {
    const fees = this.currency?.address === NATIVE ? (this.reserve ?? 0n) : 0n
    return (this.amount ?? 0n) + fees
  }

  get short(): boolean {
    return this.balance !== undefined && this.together > this.balance
  }

  get ready(): boolean {
    return this.currency !== undefined && (this.amount ?? 0n) > 0n && this.reserve !== undefined && !this.short
  }

  /** What 25 plays of a work in the middle of those of this currency cost. */
  get suggestion(): bigint | undefined {
    const prices = this.#plays
      .filter(({ currency }) => currency === this.currency?.address)
      .map(({ price }) => price)
      .sort((a, b) => (a < b ? -1 : 1))
    const middle = prices[Math.floor(prices.length / 2)]
    return middle === undefined ? undefined : middle * PLAYS
  }

  /** Reads what plays cost, and in which currencies; `first` is chosen unless there is nothing to play in it. */
  async start(first: Address | undefined): Promise<void> {
    const { client } = this.#app
    this.problem = undefined
    try {
      const count = await readCount(client)
      const works = await readWorks(client, Math.max(1, count - NEWEST + 1), NEWEST)
      this.#plays = works.flatMap(({ currency, offers }) =>
        offers.flatMap(({ usage, price }) => (usage === Usage.Play && price > 0n ? [{ currency, price }] : [])),
      )
      const found = [...new Set([...(first ? [first] : []), ...this.#plays.map(({ currency }) => currency)])]
      this.currencies = await Promise.all(
        (found.length > 0 ? found : [NATIVE]).map((each) => currencyOf(client, this.#app.network, each)),
      )
      await this.choose(this.currencies[0]!.address)
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  /** Asks what the network takes and what the account has. */
  async choose(address: Address): Promise<void> {
    const { client, network, wallet } = this.#app
    this.problem = this.balance = undefined
    this.currency = this.currencies.find((each) => each.address === address)
    try {
      const [fee, balance] = await Promise.all([
        networkFee(client, network, RESERVE_GAS, { data: '0x' }),
        wallet.address ? balanceOf(client, address, wallet.address) : undefined,
      ])
      if (this.currency?.address !== address) return
      const standing = this.#standing()
      this.reserve = fee.total > standing ? fee.total - standing : 0n
      this.balance = balance
      if (this.typed === '' && this.suggestion) this.suggest()
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  suggest(): void {
    this.typed = decimalText(this.suggestion ?? 0n, this.currency?.decimals ?? 18)
  }
}

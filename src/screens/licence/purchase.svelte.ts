import { deployment } from '../../../contracts-abi/deployment.ts'
import { requestKeyCall } from '../../chain/calls.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import type { Offer } from '../../chain/action.ts'
import { isKeyHolder, readWork, type Work } from '../../chain/tributary.ts'
import type { Asked } from '../../keys/buying/asked.ts'
import { checkPaper, type Paper } from '../../keys/buying/paper.ts'
import { isVouchedFor } from '../../keys/buying/vouched.ts'
import type { Wish } from '../../keys/buying/request.ts'
import { acceptedHash } from '../../keys/terms.ts'
import { pathOf, type PathPart } from '../../royalties/path.ts'
import { NATIVE, type Address, type Hex, type Usage, type WorkId } from '../../royalties/words.ts'
import type { Spending } from '../../wallet/spend.ts'
import { readTelling } from '../telling.ts'
import type { App } from '../context.ts'
import { quoteOf, type Quote } from '../pay/quote.ts'
import { readRecipients, type Recipients } from '../pay/recipients.ts'
import { usageWords } from '../words.ts'
import { termsOf, type Term } from '../work/plain-terms.ts'
import { Probing } from './probing.svelte.ts'

/** Seconds a delivery may take. */
export const WINDOWS = [86_400n, 3n * 86_400n, 7n * 86_400n, 30n * 86_400n] as const

type Good = Extract<Paper, { ok: true }>

/** A licence about to be bought, or a key about to be asked for once more: everything shown before the first signature. */
export class Purchase {
  readonly id: WorkId
  readonly probing: Probing
  loading = $state(true)
  problem = $state.raw<Problem>()
  work = $state.raw<Work>()
  currency = $state.raw<Currency>()
  paper = $state.raw<Paper>()
  /** The manifest cannot be had; there is nothing to check and nothing to buy. */
  unreachable = $state<string>()
  /** Whether the account has, or had, the key by this contract. */
  holder = $state(false)
  recipients = $state.raw<Recipients>()
  usage = $state<Usage>()
  window = $state<bigint>(WINDOWS[0])
  quote = $state.raw<Quote>()
  /** What would be signed, as far as it is known before the decision. */
  preview = $state.raw<Asked>()
  readonly #app: App
  #turn = 0

  constructor(app: App, id: WorkId) {
    this.#app = app
    this.id = id
    this.probing = new Probing(app)
  }

  /** Usages that bring the key, the cheapest first. */
  readonly offers = $derived.by(() =>
    (this.work?.offers.filter(({ bringsKey }) => bringsKey) ?? []).toSorted((a, b) =>
      a.price === b.price ? a.usage - b.usage : a.price < b.price ? -1 : 1,
    ),
  )
  readonly offer = $derived.by((): Offer | undefined => this.offers.find(({ usage }) => usage === this.usage))
  readonly good = $derived.by((): Good | undefined => (this.paper?.ok ? this.paper : undefined))
  readonly terms = $derived.by((): Term[] => (this.good ? termsOf(this.good.manifest.licence) : []))
  /** For one who holds it already only the handing over is paid. */
  readonly price = $derived.by(() => (this.holder ? 0n : (this.offer?.price ?? 0n)))
  readonly fee = $derived.by(() => this.work?.deliveryFee ?? 0n)
  readonly total = $derived.by(() => this.price + this.fee)
  readonly ref = $derived.by((): Hex | undefined => {
    if (!this.good || !this.work || this.usage === undefined) return undefined
    const { licence } = this.good.manifest
    const sentences = this.terms.map(({ text }) => text)
    return acceptedHash({ manifest: this.work.manifest, usage: this.usage, licence, sentences })
  })
  /** Where the price goes; the fee goes to whoever hands the key over. */
  readonly path = $derived.by((): PathPart[] =>
    this.recipients && this.price > 0n
      ? pathOf(this.id, this.price, this.recipients.holders, this.recipients.ancestors)
      : [],
  )
  readonly wish = $derived.by((): Wish | undefined => {
    const { good, ref, usage } = this
    const buyer = this.#app.wallet.address
    if (!good || !ref || usage === undefined || !buyer) return undefined
    const units = this.holder ? 0n : 1n
    const { price, fee, window } = this
    return { work: this.id, key: good.key, usage, units, ref, buyer, price, fee, window }
  })

  /** Reads everything anew: what the buyer sees must be what the chain will ask. */
  async load(wanted?: Usage): Promise<void> {
    this.loading = true
    this.problem = this.unreachable = undefined
    try {
      const { client, network } = this.#app
      const work = await readWork(client, this.id)
      if (!work) throw new Error('There is no such work on this network.')
      this.currency = await currencyOf(client, network, work.currency)
      this.work = work
      this.usage = this.offers.find(({ usage }) => usage === wanted)?.usage ?? this.offers[0]?.usage
      await Promise.all([this.#readPaper(work), this.#readHolder()])
      void readRecipients(client, this.id).then((found) => (this.recipients = found), this.#fail)
    } catch (error) {
      this.#fail(error)
    }
    this.loading = false
    if (this.good) void this.probing.run(this.good.manifest)
  }

  async #readHolder(): Promise<void> {
    const { client, wallet } = this.#app
    const account = wallet.address
    this.holder = account !== undefined && (await isKeyHolder(client, this.id, account))
  }

  async #readPaper(work: Work): Promise<void> {
    const { client, library } = this.#app
    const telling = await readTelling(library, work.manifest)
    if (telling.kind !== 'ready') return void (this.unreachable = 'sentence' in telling ? telling.sentence : '')
    const here = { chainId: client.chain.id, contract: deployment.tributary.address }
    const first = checkPaper(work, telling.bytes, here)
    const vouched =
      first.ok && first.copy?.kind === 'unsigned' && (await isVouchedFor(client, work.creator, first.manifest))
    this.paper = vouched ? checkPaper(work, telling.bytes, here, true) : first
  }

  readonly #fail = (error: unknown) => {
    this.problem = problemOf(error)
  }

  spendingOf(asked: Asked): Spending {
    const name = this.good?.manifest.name ?? `Work ${this.id}`
    const title = this.holder ? `The key once more: ${name}` : `${usageWords[this.usage!].name}, with the key: ${name}`
    const currency = this.currency!
    return { title, currency, amount: this.total, call: () => requestKeyCall(asked.request, currency.address) }
  }

  /** Asks balance, way and network fee again. An answer that was overtaken is dropped. */
  async look(): Promise<void> {
    const { wish, currency } = this
    const turn = ++this.#turn
    if (!wish || !currency) return
    const preview = await (await this.#app.licences()).peek(wish).catch(() => undefined)
    const spending = this.spendingOf(preview ?? stranger(wish, this.good!.keyAddress))
    const quote = await quoteOf(this.#app, spending, wish.buyer, true)
    if (turn === this.#turn) [this.preview, this.quote] = [preview, quote]
  }
}

/** A request of nobody in particular, to try what it would cost while the vault is locked. */
function stranger(wish: Wish, keyAddress: Address): Asked {
  const { key, ...said } = wish
  const ex = BigInt(crypto.getRandomValues(new Uint32Array(1))[0]!) + 1n
  const request = { ...said, keyAddress, ex, kAddress: keyAddress }
  return { id: '0x', chainId: 0, contract: NATIVE, key, request, at: 0 }
}

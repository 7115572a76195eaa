import { problemOf, type Problem } from '../../chain/problems.ts'
import type { Asked } from '../../keys/buying/asked.ts'
import { Unkept } from '../../purse/store.ts'
import { Usage, type Hex, type WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { Act } from '../pay/act.svelte.ts'
import type { Licences } from './licences.svelte.ts'
import { Purchase } from './purchase.svelte.ts'

/** After these nothing of the request can be on its way: its number is free again. */
const NOTHING_LEFT: readonly Problem['kind'][] = [
  ...(['rejected', 'reverted', 'priceChanged', 'insufficientFunds', 'noWallet', 'wrongNetwork'] as const),
  ...(['mismatch', 'notDeployed', 'foreign', 'elsewhere', 'replaced', 'dropped'] as const),
]

/** One pass through the licence sheet: looking, paying, waiting, having. */
export class Buying {
  readonly purchase: Purchase
  readonly act: Act
  licences = $state.raw<Licences>()
  /** What failed before there was a transaction. */
  problem = $state.raw<Problem>()
  /** The number of the request is being chosen. */
  asking = $state(false)
  knowing = $state(false)
  backedUp = $state(false)
  /** The request this sheet follows. */
  #following = $state<Hex>()
  readonly #app: App

  constructor(app: App, work: WorkId) {
    this.#app = app
    this.purchase = new Purchase(app, work)
    this.act = new Act(app)
  }

  /** The request that stands in front of the buyer, once one was sent. */
  readonly current = $derived.by(() => {
    const looked = this.licences?.find(this.#following)
    // Until it is on its way, the sheet shows what is bought.
    return looked && (looked.standing !== 'unsent' || this.act.state === 'idle') ? looked : undefined
  })
  /** The key came while the sheet was open. */
  readonly arrived = $derived.by(() => this.current?.standing === 'received')
  readonly obstacle = $derived.by(() => this.#app.wallet.obstacle(this.#app.network))
  readonly short = $derived.by(
    () => this.purchase.quote !== undefined && this.purchase.quote.balance < this.purchase.total,
  )
  /** Why the button does not work yet, where nothing else on the sheet says it. */
  readonly lacking = $derived.by(() => {
    const { good, probing } = this.purchase
    if (!good || this.obstacle || this.short) return undefined
    if (probing.state === 'running') return 'One moment: what you buy is being checked.'
    if (this.#mustKnow && !this.knowing) return 'Say above that you know what you buy.'
    if (!this.backedUp) return 'Your keys need a backup first, above.'
    return undefined
  })
  readonly ready = $derived.by(
    () =>
      this.purchase.wish !== undefined &&
      this.purchase.probing.state === 'done' &&
      !this.lacking &&
      !this.short &&
      !this.obstacle &&
      this.purchase.quote !== undefined &&
      !this.purchase.quote.problem,
  )

  get #mustKnow(): boolean {
    return this.purchase.probing.onlySeller || this.purchase.good?.copy?.kind === 'signer'
  }

  /** Shows a request under way where there is one, else what can be bought. */
  async start(usage?: Usage): Promise<void> {
    this.act.reset()
    this.problem = undefined
    const { id } = this.purchase
    this.licences = await this.#app.licences()
    await Promise.all([this.licences.look(), this.purchase.load(usage)])
    const open = this.licences.of(id).find(({ standing }) => !['received', 'refunded', 'foreign'].includes(standing))
    this.#following = open?.asked.id
  }

  /** The buyer decided: from the number of the request to the chain's answer. */
  async pay(): Promise<void> {
    const { wish } = this.purchase
    if (!wish || !this.licences || this.asking) return
    this.problem = undefined
    this.asking = true
    const asked = await this.licences.ask(wish)
    const unkept = asked.ok ? await this.#prepay(asked.value) : asked.problem
    this.asking = false
    if (!asked.ok || unkept) {
      if (asked.ok) this.licences.forget(asked.value)
      return void (this.problem = unkept)
    }
    this.#following = asked.value.id
    if (!(await this.act.spend(this.purchase.spendingOf(asked.value)))) return this.#stopped(this.licences, asked.value)
    this.licences.landed(asked.value, { logs: this.act.receipt?.logs ?? [] })
  }

  /**
   * A licence to play brings its first play, and the session wallet must not charge it a second time. Written down before
   * anything is paid: a tab closed at any moment after that loses nothing.
   */
  async #prepay(asked: Asked): Promise<Problem | undefined> {
    const { usage, units } = asked.request
    if (usage !== Usage.Play || units === 0n) return undefined
    try {
      await (await this.#app.session()).prepay(asked)
      return undefined
    } catch (error) {
      return error instanceof Unkept ? { kind: 'unkept' } : problemOf(error)
    }
  }

  /** Once more what the network took back. */
  async again(): Promise<void> {
    const vanished = this.current?.asked
    this.#following = undefined
    if (vanished) this.licences?.forget(vanished)
    await this.start(vanished?.request.usage)
  }

  #stopped(licences: Licences, asked: Asked): void {
    const { problem, tracked, step } = this.act
    const certain = !tracked?.hash || step !== 'payment' || (problem && NOTHING_LEFT.includes(problem.kind))
    if (!certain) return
    this.#following = undefined
    licences.forget(asked)
  }
}

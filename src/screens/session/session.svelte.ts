import type { Problem } from '../../chain/problems.ts'
import type { Asked } from '../../keys/buying/asked.ts'
import { webLock } from '../../purse/lock.ts'
import type { Purse } from '../../purse/purse.ts'
import type { Address } from '../../royalties/words.ts'
import * as books from '../../session/books.ts'
import { bring, type Load } from '../../session/bringing.ts'
import { accept, closeAll, drop, due, handOver } from '../../session/closing.ts'
import { forgottenPurses, giveBackUnneeded, type Forgotten } from '../../session/purses.ts'
import { recover, settle } from '../../session/settling.ts'
import { sendBack } from '../../session/sweeping.ts'
import { isRefusal } from '../../session/trying.ts'
import type { App } from '../context.ts'
import { deliveredTo } from './delivered.ts'
import { Ear, type HeardPlay } from './ear.ts'
import { Listener } from './listener.svelte.ts'
import { markOf } from './mark.ts'
import { unpaid } from './unpaid.svelte.ts'

/** How often what waits is looked at again: thresholds of time, and an RPC that was down. */
const LOOK_AGAIN = 30_000

/** How long one press waits for a block, in ms. What was sent is followed further by itself, and holds up nothing else. */
const PATIENCE = 120_000

const TOO_MANY = { kind: 'unknown', detail: 'the money is back; pay the waiting plays, then these.' } as const

/** The session wallet as screens see it and act on it: one for the page, in step with those of other tabs. */
export class Session {
  doing = $state<'nothing' | 'loading' | 'settling' | 'returning'>('nothing')
  /** The money for plays in this currency is used up, and the listener has not said yet what to do. */
  usedUp = $state<Address>()
  /** What was last done here with success, until something else is. */
  did = $state<'loaded' | 'settled' | 'returned'>()
  forgotten = $state.raw<readonly Forgotten[]>([])
  readonly listener: Listener
  readonly ear: Ear
  readonly #app: App
  #again = false
  #waiting = new AbortController()
  #running: Promise<boolean> = Promise.resolve(true)
  /** Where the loads on their way stand, as one word: following them goes on without this session. */
  readonly #onTheirWay = $derived.by(() =>
    this.listener.books.loading.map(({ id }) => this.#app.transactions.find(id)?.state).join(),
  )

  constructor(app: App) {
    this.#app = app
    this.listener = new Listener(app)
    this.ear = new Ear(app, (play) => this.#heard(play))
    $effect.root(() => {
      $effect(() => {
        void [this.listener.owner, app.keys, this.#onTheirWay]
        void this.#wake()
      })
    })
    setInterval(() => void this.#settleIfDue(), LOOK_AGAIN)
  }

  get books(): books.Books {
    return this.listener.books
  }

  /** Plays heard in the session and not on the chain yet. */
  get owed(): number {
    return books.playsOf([...this.books.heard, ...this.books.settlements.flatMap(({ items }) => items)])
  }

  /** Takes up what an earlier visit left on its way; what was only heard is offered, not settled unasked. */
  async #wake(): Promise<void> {
    await this.listener.refresh()
    const settles = this.books.settlements.length > 0
    if (!settles && !this.books.returning) return
    await this.#run('settling', false, async (purse, owner, signal) => {
      const recovered = await recover(this.listener.ports(owner, purse, signal))
      return recovered.ok ? this.listener.reckon(owner, purse, signal) : recovered.problem
    })
    if (!settles) this.did = undefined
  }

  async #heard({ work, price, currency }: HeardPlay): Promise<void> {
    const outcome = await this.#book({ work, price, currency, since: Date.now() })
    if (outcome === 'booked') return this.#settleIfDue()
    if (outcome === 'prepaid') return
    unpaid.add(work)
    if (outcome === 'usedUp') this.usedUp = currency
  }

  /** Where the books cannot be kept, the play is one of the unpaid, which are kept elsewhere. */
  async #book(play: Omit<books.Plays, 'plays'>): Promise<books.Outcome> {
    const heard: books.Outcome[] = []
    const delivered = deliveredTo(this.listener.owner, this.#app.network.id)
    const kept = await this.#change((now) => {
      const after = books.hear(now, play, delivered)
      heard.push(after.outcome)
      return after.books
    })
    return (kept && heard.at(-1)) || 'noBudget'
  }

  /** The plays that a licence is about to bring; rejects where they cannot be written down. */
  async prepay({ id, request: { work, buyer, units } }: Asked): Promise<void> {
    const prepaid = { request: id, work, plays: Number(units) }
    await this.listener.change(buyer, (now) => books.prepay(now, prepaid))
  }

  accept(item: books.Aside): Promise<boolean> {
    return this.#change((now) => accept(now, item))
  }

  drop(item: books.Aside): Promise<boolean> {
    return this.#change((now) => drop(now, item))
  }

  /** Brings money from the connected wallet into the purse. False: it did not arrive; `problem` says why. */
  async load(load: Load): Promise<boolean> {
    if (!this.#app.wallet.address) {
      this.listener.problem = { kind: 'noWallet' }
      return false
    }
    return this.#run('loading', true, async (purse, owner, signal) => {
      markOf(this.#app.network.id).set(owner)
      return (await this.listener.reckon(owner, purse, signal)) ?? bring(this.listener.courier(owner, purse), load)
    })
  }

  /** Settles everything owed. `ask`: the vault may ask to be unlocked. */
  async settle({ ask = true } = {}): Promise<boolean> {
    const before = this.books.settled[0]?.id
    const settled = await this.#run('settling', ask, async (purse, owner, signal) => {
      const ports = this.listener.ports(owner, purse, signal)
      const recovered = await recover(ports)
      if (!recovered.ok) return recovered.problem
      let problem: Problem | undefined
      const { heard } = await ports.keeping.read()
      for (const currency of new Set(heard.map((item) => item.currency))) {
        const ended = await settle(ports, currency)
        if (!ended.ok) problem = ended.problem
      }
      return problem
    })
    // What the chain refused is tried again only by who presses for it: each try takes a fee.
    this.#again = !settled && !(this.listener.problem && isRefusal(this.listener.problem))
    // All of it may have been set aside; then nothing was paid, and nothing is said to be.
    if (this.books.settled[0]?.id === before) this.did = undefined
    return settled
  }

  /** Settles, and sends the whole rest to its owner. `anyway`: what cannot be settled is left as unpaid plays. */
  async giveBack({ anyway = false } = {}): Promise<boolean> {
    if (this.owed > 0 && !(await this.settle()) && !anyway) return false
    return this.#run('returning', true, async (purse, owner, signal) => {
      await this.listener.change(owner, (now) => ({ ...now, returning: true }))
      const sent = await sendBack(purse, owner, this.listener.known, { signal })
      if (!sent.ok) return (await this.listener.reckon(owner, purse, signal)) ?? sent.problem
      let left: readonly books.Plays[] = []
      await this.listener.change(owner, (now) => {
        const closed = closeAll(now)
        left = closed.left
        return closed.books
      })
      const kept = handOver(left, (work) => unpaid.add(work))
      if (kept.length > 0) {
        await this.listener.change(owner, (now) => ({ ...now, heard: kept.reduce(books.joined, now.heard) }))
        return TOO_MANY
      }
      markOf(this.#app.network.id).clear()
      this.#again = false
      return undefined
    })
  }

  /** Looks for money in purses that no session uses. Asks nobody: while the vault is locked none are found. */
  lookForForgotten(): Promise<boolean> {
    return this.listener.attempt(async () => {
      const vault = await this.#app.openVault()
      const { owner, store, known: currencies } = this.listener
      const open = this.books.budgets.length > 0 || this.owed > 0 || this.books.loading.length > 0
      const used = open && this.books.purse ? [this.books.purse] : []
      const { held = [] } = await navigator.locks.query()
      const busy = (each: Address) => held.some(({ name }) => name === this.#lockOf(each))
      const asked = { owners: owner ? [owner] : [], used, currencies, busy }
      this.forgotten = vault ? await forgottenPurses(vault, this.#app.network, store, asked) : []
    })
  }

  async giveBackForgotten({ owner, purse }: Forgotten): Promise<void> {
    await this.#run('returning', true, async (_, mine) => {
      const { store, known } = this.listener
      const back = () => giveBackUnneeded(store, this.#app.network, { owner, purse }, known)
      return books.same(owner, mine) ? back() : webLock(this.#lockOf(owner), back, AbortSignal.timeout(LOOK_AGAIN))
    })
    await this.lookForForgotten()
  }

  async #settleIfDue(): Promise<void> {
    if (this.doing !== 'nothing' || this.listener.locked) return
    const now = Date.now()
    const { currencies } = this.listener
    if ((this.#again && this.owed > 0) || currencies.some((currency) => due(this.books, currency, now)))
      await this.settle({ ask: false })
  }

  #change(make: (now: books.Books) => books.Books): Promise<boolean> {
    return this.listener.attempt(async () => {
      if (this.listener.owner) await this.listener.change(this.listener.owner, make)
    })
  }

  #lockOf(owner: Address): string {
    return `tributary-session:${this.#app.network.id}:${owner.toLowerCase()}`
  }

  /** One thing at a time in this tab; what only waits for a block gives way to what somebody wants done. */
  async #run(doing: Exclude<Session['doing'], 'nothing'>, ask: boolean, act: Act): Promise<boolean> {
    if (this.doing === 'settling' && doing !== 'settling') {
      this.#waiting.abort()
      await this.#running
    }
    if (!this.listener.owner || this.doing !== 'nothing') return false
    this.doing = doing
    this.#running = this.#act(this.listener.owner, ask, act)
    const done = await this.#running
    if (done) this.did = ({ loading: 'loaded', settling: 'settled', returning: 'returned' } as const)[doing]
    await this.listener.refresh()
    return done
  }

  /** One tab at a time for a listener. */
  async #act(owner: Address, ask: boolean, act: Act): Promise<boolean> {
    const { listener } = this
    this.#waiting = new AbortController()
    listener.problem = listener.telling = this.did = undefined
    let done = false
    await listener.attempt(async () => {
      const purse = await listener.purse(owner, ask)
      listener.locked = !purse
      if (!purse) return
      const signal = AbortSignal.any([this.#waiting.signal, AbortSignal.timeout(PATIENCE)])
      listener.problem = await webLock(this.#lockOf(owner), () => act(purse, owner, signal), signal)
      done = !listener.problem
    })
    this.doing = 'nothing'
    return done
  }
}

type Act = (purse: Purse, owner: Address, signal: AbortSignal) => Promise<Problem | undefined>

export const openSession = (app: App): Session => new Session(app)

import { problemOf, type Problem } from '../../chain/problems.ts'
import { indexedStore } from '../../purse/indexed-db.ts'
import type { Purse, Telling } from '../../purse/purse.ts'
import { Unkept } from '../../purse/store.ts'
import { NATIVE, type Address } from '../../royalties/words.ts'
import * as books from '../../session/books.ts'
import type { BringingPorts } from '../../session/bringing.ts'
import { returned } from '../../session/closing.ts'
import { keepingOf, type Keeping } from '../../session/keeping.ts'
import { lookedAfter } from '../../session/loading.ts'
import { purseOf } from '../../session/purses.ts'
import type { SettlingPorts } from '../../session/settling.ts'
import { holdings } from '../../session/sweeping.ts'
import type { App } from '../context.ts'
import { markOf } from './mark.ts'

/** Who listens, with books and purse: read again whenever another tab, another account or another key changes them. */
export class Listener {
  books = $state.raw<books.Books>(books.EMPTY)
  /** What the purse holds; `undefined` while it could not be read. */
  held = $state.raw<ReadonlyMap<Address, bigint>>()
  /** The vault is locked, so that the purse cannot sign until somebody unlocks it. */
  locked = $state(false)
  telling = $state.raw<Telling>()
  /** Of the last thing done. */
  problem = $state.raw<Problem>()
  readonly store = indexedStore('tributary-session')
  readonly #app: App
  readonly #channel = new BroadcastChannel('tributary-session')
  readonly #purses = new Map<Address, Purse>()

  constructor(app: App) {
    this.#app = app
    this.#channel.onmessage = () => void this.refresh()
  }

  /** The connected account, or without a wallet that of the last visit. */
  get owner(): Address | undefined {
    return this.#app.wallet.address ?? markOf(this.#app.network.id).owner
  }

  /** Of open sessions. */
  get currencies(): readonly Address[] {
    return this.books.budgets.map(({ currency }) => currency)
  }

  /** All that may lie in a purse. */
  get known(): readonly Address[] {
    const listed = this.#app.network.tokens.map(({ address }) => address)
    return [...new Set([...listed, ...this.currencies, ...this.books.loading.map(({ currency }) => currency)])]
  }

  /** What is in the purse beside what was loaded for plays: for the network's fees. */
  get reserve(): bigint | undefined {
    if (!this.held) return undefined
    const { cap, spent } = books.budgetOf(this.books, NATIVE) ?? { cap: 0n, spent: 0n }
    const beside = (this.held.get(NATIVE) ?? 0n) - (cap - spent)
    return beside > 0n ? beside : 0n
  }

  async refresh(): Promise<void> {
    const { owner } = this
    await this.attempt(async () => {
      const found = owner ? await this.#keeping(owner).read() : books.EMPTY
      if (owner !== this.owner) return
      this.books = found
      const purse = owner && found.purse && (await this.purse(owner, false))
      this.locked = found.purse !== undefined && !purse
      this.held = purse ? await holdings(purse, this.known) : undefined
      const { transactions } = this.#app
      const witnesses = { find: (id: string) => transactions.find(id), held: this.held, now: Date.now() }
      const change = lookedAfter(found, witnesses)
      if (owner && change) await this.change(owner, change)
    })
  }

  async change(owner: Address, make: (now: books.Books) => books.Books): Promise<books.Books> {
    const after = await this.#keeping(owner).change(make)
    if (owner === this.owner) this.books = after
    this.#channel.postMessage('changed')
    return after
  }

  /** `ask`: the vault may ask to be unlocked; otherwise `undefined` while it is locked. */
  async purse(owner: Address, ask: boolean): Promise<Purse | undefined> {
    const { purse: known } = await this.#keeping(owner).read()
    const open = this.#purses.get(owner)
    if (open && (!known || open.address === known)) return open
    const vault = ask ? await this.#app.vault() : await this.#app.openVault()
    if (!vault) return undefined
    const purse = await purseOf(vault, this.#app.network, owner, known)
    this.#purses.set(owner, purse)
    return purse
  }

  ports(owner: Address, purse: Purse, signal: AbortSignal): SettlingPorts {
    const keeping = this.keeping(owner)
    const tell = (telling: Telling) => (this.telling = telling)
    return { client: this.#app.client, purse, owner, keeping, signal, tell }
  }

  /** After sending back ended midway: closes what the purse has no money for any more. Also before more is brought, which
   * would be closed with it. */
  async reckon(owner: Address, purse: Purse, signal: AbortSignal): Promise<Problem | undefined> {
    if (!(await this.#keeping(owner).read()).returning) return undefined
    const resumed = await purse.resume({ signal })
    if (!resumed.ok) return resumed.problem
    const held = await holdings(purse, this.known)
    await this.change(owner, (now) => returned(now, held))
    return undefined
  }

  /** What brings money from the connected wallet. */
  courier(owner: Address, purse: Purse): BringingPorts {
    const { wallet, transactions } = this.#app
    return {
      keeping: this.keeping(owner),
      purse,
      account: () => wallet.address,
      send: (call, id) => transactions.send(call, { title: 'Load listening money', id }),
      find: (id) => transactions.find(id),
    }
  }

  /** The books, whose changes every tab hears of. */
  keeping(owner: Address): Keeping {
    const { read } = this.#keeping(owner)
    return { owner, read, change: (make) => this.change(owner, make) }
  }

  /** Failures end up in `problem`. Resolves with whether there was none. */
  async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      this.problem = error instanceof Unkept ? { kind: 'unkept' } : problemOf(error)
      return false
    }
  }

  #keeping(owner: Address): Keeping {
    return keepingOf(this.store, this.#app.network.id, owner)
  }
}

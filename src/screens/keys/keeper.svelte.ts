import { untrack } from 'svelte'
import { delegateOf } from '../../chain/keys.ts'
import { costOf } from '../../keys/serving/cost.ts'
import { DeliveryJournal, isPending } from '../../keys/serving/journal.ts'
import { Keeper, type KeeperView } from '../../keys/serving/keeper.ts'
import { troubleOf } from '../../keys/serving/notes.ts'
import { independentClients } from '../../purse/endpoints.ts'
import { indexedStore } from '../../purse/indexed-db.ts'
import { openPurse, type Purse } from '../../purse/purse.ts'
import { NATIVE, type Address, type Hex, type WorkId } from '../../royalties/words.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'
import { begun } from './begun.svelte.ts'
import { keepSettings, readSettings, type Settings } from './settings.ts'
import { tabPorts } from './tab-ports.ts'

/** `elsewhere`: another tab of this browser does it. `locked`: the vault has to be opened first. */
export type Standing = 'off' | 'locked' | 'elsewhere' | 'working'

const NOTHING: KeeperView = { works: undefined, waiting: [], deliveries: [], damaged: 0, problem: undefined }

/** Serving keys from this tab: switched on once, then taken up by whichever tab is open. */
export class TabKeeper {
  settings = $state.raw<Settings>()
  standing = $state<Standing>('off')
  view = $state.raw<KeeperView>(NOTHING)
  /** The helper account: a purse that delivers without asking, once it is named for a work. */
  purse = $state.raw<Purse>()
  /** Of the helper account, in the smallest native unit. */
  balance = $state.raw<bigint>()
  /** What one delivery takes from it at most today, in the smallest native unit. */
  each = $state.raw<bigint>()
  /** Works the helper account may deliver for. */
  named = $state.raw<ReadonlySet<WorkId>>(new Set())
  /** Why this browser cannot do it, in words. */
  problem = $state<string>()
  readonly #app: App
  readonly #journal: DeliveryJournal
  #keeper: Keeper | undefined
  #abort: AbortController | undefined

  constructor(app: App) {
    this.#app = app
    this.#journal = new DeliveryJournal(indexedStore('tributary-keeper'), app.network.id)
    this.settings = readSettings(localStorage, app.network.id)
    app.live.listen(
      (events) => this.#keeper?.notice(events),
      () => void this.#keeper?.rolledBack(),
    )
    $effect.root(() => {
      // A vault unlocked, a key bought: there may be more to serve now.
      $effect(() => {
        void app.keys
        // What the keeper reads and shows on the way is not what calls for another search.
        untrack(() => (this.#keeper ? this.#keeper.search() : void this.#begin()))
      })
      // Another account is connected: another hand to sign with.
      $effect(() => {
        void app.wallet.address
        untrack(() => this.#keeper?.reconsider())
      })
    })
  }

  /** Requests that wait for a click, and deliveries that may be known to others and have not landed. */
  get asking(): number {
    return this.view.waiting.filter(({ status }) => status.kind === 'asks').length
  }

  get exposed(): number {
    return this.view.deliveries.filter(({ state }) => state === 'exposed').length
  }

  /** Deliveries that have to be looked after, whatever is switched on. */
  get pending(): number {
    return this.view.deliveries.filter(isPending).length
  }

  /** Switches it on for the connected account, or off. Asks to unlock the vault where it is locked. */
  async turn(on: boolean): Promise<void> {
    const server = this.#app.wallet.address ?? this.settings?.server
    if (!server) return this.#app.askToConnect()
    if (on) await this.#app.vault().catch((error: unknown) => (this.problem = wordsOf(error)))
    const before = this.settings
    this.change({ budget: before?.budget ?? 0n, allowed: before?.allowed ?? false, ...before, server, on })
    this.#stop()
    await this.#begin()
  }

  change(settings: Settings): void {
    this.settings = settings
    keepSettings(localStorage, this.#app.network.id, settings)
    this.#keeper?.reconsider()
  }

  /** Does it in this tab from now on; the other one steps back. */
  async takeOver(): Promise<void> {
    this.#stop()
    await this.#begin(true)
  }

  async unlock(): Promise<void> {
    this.problem = undefined
    await this.#app.vault().catch((error: unknown) => (this.problem = wordsOf(error)))
  }

  /** What comes of it shows in the list of requests. */
  async deliver(id: Hex): Promise<void> {
    await this.#keeper?.deliver(id)
  }

  /** The same against the rule that is shown for it. */
  async overrule(id: Hex): Promise<void> {
    await this.#keeper?.overrule(id)
  }

  /** Reads what the helper account has and for which works it is named. */
  async measure(): Promise<void> {
    const { client } = this.#app
    const { purse } = this
    const server = this.settings?.server
    if (!purse || !server) return
    this.balance = await purse.balance(NATIVE).catch(() => this.balance)
    this.each = await costOf(client, this.#app.network, 0).then(
      ({ most }) => most,
      () => this.each,
    )
    const works = this.view.works ?? []
    const delegates = await Promise.all(
      works.map((work) => delegateOf(client, work, server).catch((): Address => NATIVE)),
    )
    const own = purse.address.toLowerCase()
    this.named = new Set(works.filter((_, i) => delegates[i]!.toLowerCase() === own))
    this.#keeper?.reconsider()
  }

  async #begin(steal = false): Promise<void> {
    const { settings } = this
    if (!settings || this.#abort) return
    const abort = (this.#abort = new AbortController())
    const overtaken = () => this.#abort !== abort
    const end = () => {
      if (!overtaken()) this.#abort = undefined
    }
    try {
      await this.#remember()
      // Switched off, too, what is exposed has to land; where nobody can read whether anything is, that is told.
      if (!settings.on && this.pending === 0) return end()
      const vault = await this.#app.openVault()
      if (overtaken()) return
      if (!vault) {
        this.standing = 'locked'
        return end()
      }
      await this.#wait(vault, settings.server, abort, steal)
    } catch (error) {
      if (!overtaken()) this.problem = wordsOf(error)
      end()
    }
  }

  /** One tab of the browser at a time; the next takes over when it closes. */
  async #wait(vault: Vault, server: Address, abort: AbortController, steal: boolean): Promise<void> {
    const { network } = this.#app
    const name = `tributary.keeper.${network.id}`
    this.purse = openPurse({
      key: await vault.purseKey('delegate', network.id, server),
      clients: independentClients(network),
      network,
    })
    this.standing = 'elsewhere'
    const work = () => this.#work(vault, server, this.purse!, abort.signal)
    const held = steal
      ? navigator.locks.request(name, { steal: true }, work)
      : navigator.locks.request(name, { signal: abort.signal }, work)
    void held.catch(() => {
      // Stepped back for another tab, or stopped while waiting for its turn.
      if (this.#abort !== abort) return
      this.#stop()
      void this.#begin()
    })
  }

  async #work(vault: Vault, server: Address, purse: Purse, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const ports = tabPorts({ app: this.#app, vault, purse, server, settings: () => this.settings })
    const keeper = new Keeper(ports, this.#journal, () => this.#show(keeper))
    this.#keeper = keeper
    this.standing = 'working'
    await keeper.run(signal)
  }

  #show(keeper: Keeper): void {
    if (this.#keeper !== keeper) return
    const known = this.view
    this.view = keeper.view
    // Measuring has everything looked at again: what was merely read again must not set it off.
    const changed = known.works?.length !== this.view.works?.length || marksOf(known) !== marksOf(this.view)
    if (changed) void this.measure()
  }

  #stop(): void {
    this.#abort?.abort()
    this.#abort = undefined
    this.#keeper = undefined
    this.standing = 'off'
  }

  /** What was served before, while nothing runs here. */
  async #remember(): Promise<void> {
    const read = await this.#journal.read().catch((error: unknown) => ({ problem: troubleOf(error) }))
    if (!this.#keeper) this.view = { ...NOTHING, ...read }
  }
}

export const openKeeper = (app: App): TabKeeper => (begun.keeper = new TabKeeper(app))

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const marksOf = ({ deliveries }: KeeperView): string =>
  deliveries.map(({ terms, state, attempt }) => `${terms.id} ${state} ${attempt}`).join()

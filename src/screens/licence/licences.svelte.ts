import type { TransactionReceipt } from 'viem'
import type { ChainClient } from '../../chain/client.ts'
import { ledgerEvents, type Seen } from '../../chain/events.ts'
import { failure, problemOf, type Problem, type Result } from '../../chain/problems.ts'
import { isOver, isSettled, standingOf, type Asked } from '../../keys/buying/asked.ts'
import { discover, requestsOf } from '../../keys/buying/discover.ts'
import { lookUp, take, type Looked } from '../../keys/buying/follow.ts'
import { RequestJournal } from '../../keys/buying/journal.ts'
import { recoverKeys, type Recovery } from '../../keys/buying/recover.ts'
import { ask, nextRequest, type Wish } from '../../keys/buying/request.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import type { RunningApp } from '../start.svelte.ts'

/** Between looks at what waits, in ms: a deadline passes without any event. */
const LOOK_AGAIN = 15_000

/** The requests of the connected account, followed from the click to the key or the money back, over reloads. */
export class Licences {
  /** Newest first. */
  list = $state.raw<readonly Looked[]>([])
  /** The chain or the vault could not be asked; what is shown is as it was. */
  problem = $state.raw<Problem>()
  /** A key was delivered and waits until the vault is unlocked. */
  locked = $state(false)
  readonly #app: RunningApp
  readonly #journal: RequestJournal
  #turn = 0

  constructor(app: RunningApp) {
    this.#app = app
    this.#journal = new RequestJournal(localStorage, app.network.id)
    app.live.listen(
      (events) => void this.#hear(events),
      () => void this.look(),
    )
    $effect.root(() => {
      $effect(() => {
        void [app.wallet.address, app.keys]
        void this.look()
      })
      $effect(() => {
        if (this.list.every(({ standing }) => isOver(standing))) return
        const timer = setInterval(() => void this.look(), LOOK_AGAIN)
        return () => clearInterval(timer)
      })
    })
  }

  /** Requests for one work, newest first. */
  of(work: WorkId): readonly Looked[] {
    return this.list.filter(({ asked }) => asked.request.work === work)
  }

  find(id: Hex | undefined): Looked | undefined {
    return this.list.find(({ asked }) => asked.id === id)
  }

  /** What would be signed, without taking its number; `undefined` while the vault is locked. */
  async peek(wish: Wish): Promise<Asked | undefined> {
    const vault = await this.#app.openVault()
    return vault && nextRequest({ client: this.#app.client, vault, journal: this.#journal }, wish)
  }

  /** A request ready to be sent, in the journal. Asks to unlock the vault where it is locked. */
  async ask(wish: Wish): Promise<Result<Asked>> {
    const vault = await this.#app.vault().catch((error: unknown) => failure(problemOf(error)))
    if ('problem' in vault) return vault
    const { client } = this.#app
    const alone = <T>(name: string, act: () => Promise<T>) => navigator.locks.request(name, act) as Promise<T>
    const asked = await ask({ client, vault, journal: this.#journal, alone }, wish)
    if (asked.ok) this.#put({ asked: asked.value, standing: 'unsent' })
    return asked
  }

  /** The request is on the chain. */
  landed(asked: Asked, { logs }: Pick<TransactionReceipt, 'logs'>): void {
    const seen = ledgerEvents(logs).find(({ event }) => event.kind === 'KeyRequested' && event.id === asked.id)
    if (seen?.event.kind !== 'KeyRequested') return void this.look()
    this.#put({ asked: { ...asked, deadline: BigInt(seen.event.deadline), block: seen.block }, standing: 'waiting' })
  }

  /** Nothing was sent, or the user wants to see it no longer: its number is free again if the chain has not seen it. */
  forget(asked: Asked): void {
    this.#journal.forget(asked)
    this.list = this.list.filter((looked) => looked.asked.id !== asked.id)
  }

  /** Looks up everything of the account anew, and takes delivered keys into the vault. Never throws. */
  async look(): Promise<void> {
    const { wallet, client } = this.#app
    const account = wallet.address
    const turn = ++this.#turn
    if (!account) return void (this.list = [])
    const known = this.#journal.of(account).filter((asked) => !this.#isStrange(asked))
    const found = await Promise.allSettled(known.map((asked) => this.#lookUp(client, asked)))
    if (turn !== this.#turn) return
    const failed = found.find((each) => each.status === 'rejected')
    this.problem = failed && problemOf(failed.reason)
    const before = new Map(this.list.map((looked) => [looked.asked.id, looked]))
    // What cannot be asked stays as it was.
    this.list = known.flatMap((asked, i) => {
      const each = found[i]!
      return each.status === 'fulfilled' ? [each.value] : (before.get(asked.id) ?? [])
    })
    for (const { asked } of this.list) this.#keep(asked)
    await this.#takeAll()
  }

  /** Asked from another device with other keys, and answered there: the portfolio says that the key is not here. */
  #isStrange(asked: Asked): boolean {
    const strange =
      asked.attempt === undefined && asked.outcome?.kind === 'delivered' && asked.outcome.taken === 'never'
    if (strange) this.#journal.forget(asked)
    return strange
  }

  async #lookUp(client: ChainClient, asked: Asked): Promise<Looked> {
    if (!isSettled(asked, Date.now())) return lookUp(client, asked)
    return { asked, standing: standingOf(asked, { kind: 'closed' }, 0n) }
  }

  /** Requests of the account for this work that this browser has forgotten, or made elsewhere. */
  async rediscover(work: WorkId): Promise<void> {
    await this.#adopt((account) => discover(this.#app.client, account, work))
  }

  /** The same for all works, where the node answers such a question at once. */
  async rediscoverAll(): Promise<void> {
    await this.#adopt((account) => requestsOf(this.#app.client, account))
  }

  /** Keys bought from any device, from root and chain alone. The number found; rejects with what stopped it. */
  async recover(progress?: (recovery: Recovery) => void): Promise<number> {
    const { client, wallet } = this.#app
    const account = wallet.address
    if (!account) throw new Error('Connect the account that bought the keys first.')
    const vault = await this.#app.vault()
    const found = await recoverKeys({ client, vault, account, ...(progress ? { progress } : {}) })
    await this.rediscoverAll()
    if (found > 0) this.#app.keys += 1
    return found
  }

  async #adopt(find: (account: Address) => Promise<Asked[]>): Promise<void> {
    const account = this.#app.wallet.address
    if (!account) return
    try {
      const known = this.#journal.ids(account)
      const found = (await find(account)).filter(({ id }) => !known.has(id))
      for (const asked of found) this.#keep(asked)
      if (found.length > 0) await this.look()
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  async #hear(events: readonly Seen[]): Promise<void> {
    const account = this.#app.wallet.address?.toLowerCase()
    const mine = events.flatMap(({ event }) =>
      event.kind.startsWith('Key') && 'buyer' in event && event.buyer.toLowerCase() === account ? [event] : [],
    )
    if (mine.length === 0) return
    const known = new Set(this.list.map(({ asked }) => asked.id))
    const strange = mine.find(({ id }) => !known.has(id))
    await (strange ? this.rediscover(strange.work) : this.look())
  }

  async #takeAll(): Promise<void> {
    // What did not open may open since: a backup was imported.
    const waiting = this.list.filter(({ standing }) => standing === 'delivered' || standing === 'foreign')
    this.locked = false
    if (waiting.length === 0) return
    try {
      const vault = await this.#app.openVault()
      if (!vault) return void (this.locked = true)
      for (const { asked } of waiting) {
        // One that cannot be taken keeps no other from it.
        const taken = await take(vault, untried(asked)).catch((error: unknown) => problemOf(error))
        if (!('request' in taken)) {
          this.problem = taken
          continue
        }
        if (this.#isStrange(taken)) {
          this.forget(taken)
          continue
        }
        const mine = taken.outcome?.kind === 'delivered' && taken.outcome.taken === 'yes'
        this.#put({ asked: taken, standing: mine ? 'received' : 'foreign' })
        if (mine) this.#app.keys += 1
      }
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  #put(looked: Looked): void {
    this.#keep(looked.asked)
    const others = this.list.filter(({ asked }) => asked.id !== looked.asked.id)
    this.list = [looked, ...others].sort((a, b) => b.asked.at - a.asked.at)
  }

  /** Where the browser has no room left, the chain remembers: what is lost is only found more slowly. */
  #keep(asked: Asked): void {
    try {
      this.#journal.save(asked)
    } catch {
      this.problem = { kind: 'unkept' }
    }
  }
}

const untried = (asked: Asked): Asked =>
  asked.outcome?.kind === 'delivered' ? { ...asked, outcome: { ...asked.outcome, taken: 'not yet' } } : asked

export const openLicences = (app: RunningApp): Licences => new Licences(app)

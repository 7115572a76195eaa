import { readerOf } from '../../chain/keys.ts'
import { readWork } from '../../chain/tributary.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { termsOf } from '../../keys/terms.ts'
import { keyFrom } from '../../keys/buying/paper.ts'
import { recoverKey } from '../../keys/buying/recover.ts'
import { chainNow, LONGEST, openRequests } from '../../keys/buying/trail.ts'
import type { KeyTerms } from '../../royalties/terms.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'

/** How far back expired requests of others are looked for, beyond the longest window. In seconds. */
const LOOK_BACK = 2 * LONGEST

/** Whether the connected account's key of a work is in this browser, and where it can be found. */
export class KeysHere {
  /** `missing`: the account has the key by the contract, and this browser does not. */
  key = $state<'unknown' | 'none' | 'here' | 'missing'>('unknown')
  finding = $state(false)
  problem = $state.raw<Problem>()
  readonly #app: App
  readonly #work: WorkId

  constructor(app: App, work: WorkId) {
    this.#app = app
    this.#work = work
  }

  /** Never throws: what cannot be read is not shown, and the page's banner names the network's trouble. */
  async look(): Promise<void> {
    await this.#lookForKey().catch(() => undefined)
  }

  async #lookForKey(): Promise<void> {
    const { client, wallet, openVault } = this.#app
    const account = wallet.address
    const vault = await openVault()
    if (!account || !vault) return void (this.key = 'unknown')
    const work = await readWork(client, this.#work)
    const key = work && keyFrom(work.keyX, work.keyOdd)
    if (!key) return void (this.key = 'none')
    if (await vault.secretFor(key)) return void (this.key = 'here')
    const { keyBlock } = await readerOf(client, this.#work, account)
    this.key = keyBlock > 0n ? 'missing' : 'none'
  }

  /** The key from root and chain. `false`: it was bought with other keys than those in this browser. */
  async find(): Promise<boolean> {
    this.finding = true
    this.problem = undefined
    try {
      const { client, wallet } = this.#app
      const vault = await this.#app.vault()
      const work = await readWork(client, this.#work)
      const found = work && wallet.address && (await recoverKey({ client, vault, account: wallet.address }, work))
      if (found) this.#app.keys += 1
      await this.#lookForKey()
      return found === true
    } catch (error) {
      this.problem = problemOf(error)
      return false
    } finally {
      this.finding = false
    }
  }
}

/** Requests of other accounts for a work that nobody answered in time: anybody may send their money back. */
export class Expired {
  requests = $state.raw<readonly KeyTerms[]>([])
  readonly #app: App
  readonly #work: WorkId

  constructor(app: App, work: WorkId) {
    this.#app = app
    this.#work = work
  }

  /** Never throws: what cannot be read is not shown. */
  async look(): Promise<void> {
    const { client, wallet } = this.#app
    const mine = wallet.address?.toLowerCase()
    try {
      const now = await chainNow(client)
      const open = await openRequests(client, this.#work, Number(now) - LOOK_BACK)
      const late = open.map(({ event }) => termsOf(event)).filter(({ deadline }) => deadline < now)
      this.requests = late.filter(({ buyer }) => buyer.toLowerCase() !== mine)
    } catch {
      return
    }
  }
}

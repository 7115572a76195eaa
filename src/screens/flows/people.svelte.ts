import { shortAddress } from '../../design/money.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { creditedName } from '../work/names.ts'

/** What accounts are called: demo accounts by their names, others as the works credit them, else by their address. */
export class People {
  #demo = $state.raw<ReadonlyMap<string, string>>(new Map())
  readonly #app: App

  constructor(app: App) {
    this.#app = app
    if (app.local) void this.#meet(app.local.accounts)
  }

  async #meet(accounts: readonly { name: string; key: Address }[]): Promise<void> {
    const { privateKeyToAddress } = await import('viem/accounts')
    const first = (name: string) => name.split(',')[0] ?? name
    this.#demo = new Map(accounts.map(({ name, key }) => [privateKeyToAddress(key).toLowerCase(), first(name)]))
  }

  isYou(account: Address): boolean {
    return this.#app.wallet.address?.toLowerCase() === account.toLowerCase()
  }

  /** For where nothing else tells who it is. */
  name(account: Address, through: Iterable<WorkId>): string {
    return this.isYou(account) ? 'You' : (this.known(account, through) ?? shortAddress(account))
  }

  /** `through`: works whose credits may name it. A claim of their creators, never proof. */
  known(account: Address, through: Iterable<WorkId>): string | undefined {
    const demo = this.#demo.get(account.toLowerCase())
    if (demo) return demo
    for (const work of through) {
      const name = creditedName(account, this.#app.catalogue.entry(work))
      if (name) return name
    }
    return undefined
  }
}

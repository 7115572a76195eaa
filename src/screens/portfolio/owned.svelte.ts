import { readerOf, withdrawableOf } from '../../chain/keys.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import { readCount, readWorks, type Work } from '../../chain/tributary.ts'
import { keyFrom } from '../../keys/buying/paper.ts'
import { NATIVE, type Address, type Usage } from '../../royalties/words.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'

/** A work the account may use. */
export interface Owned {
  readonly work: Work
  readonly usages: readonly Usage[]
  /** `open`: there is none. `missing`: bought, and not in this browser. `locked`: nobody can tell until it is unlocked. */
  readonly key: 'open' | 'here' | 'missing' | 'locked' | 'none'
}

/** Money that waits at the contract until it is taken out: refunds, and fees for keys handed over. */
export interface Waiting {
  readonly currency: Currency
  readonly amount: bigint
}

const PAGE = 100

/** What the connected account may use, and what waits for it. */
export class Ownership {
  works = $state.raw<readonly Owned[]>([])
  waiting = $state.raw<readonly Waiting[]>([])
  loading = $state(true)
  problem = $state.raw<Problem>()
  readonly #app: App
  #turn = 0

  constructor(app: App) {
    this.#app = app
  }

  /** An answer for an account that was left meanwhile is dropped. Never throws. */
  async load(): Promise<void> {
    const account = this.#app.wallet.address
    const turn = ++this.#turn
    if (!account) return void ([this.works, this.waiting] = [[], []])
    try {
      const all = await this.#allWorks()
      const [works, waiting] = await Promise.all([this.#owned(all, account), this.#waiting(all, account)])
      if (turn !== this.#turn) return
      this.works = works
      this.waiting = waiting
      this.problem = undefined
    } catch (error) {
      if (turn === this.#turn) this.problem = problemOf(error)
    } finally {
      if (turn === this.#turn) this.loading = false
    }
  }

  /** There is no index of licences on chain: the paged views are walked, as for shares. */
  async #allWorks(): Promise<Work[]> {
    const { client } = this.#app
    const count = await readCount(client)
    const pages = Array.from({ length: Math.ceil(count / PAGE) }, (_, page) => readWorks(client, page * PAGE + 1, PAGE))
    return (await Promise.all(pages)).flat()
  }

  async #owned(all: readonly Work[], account: Address): Promise<Owned[]> {
    const [vault, readers] = await Promise.all([
      this.#app.openVault(),
      Promise.all(all.map(({ id }) => readerOf(this.#app.client, id, account))),
    ])
    const found = all.map(async (work, i): Promise<Owned[]> => {
      const { keyBlock, licences: usages } = readers[i]!
      if (usages.length === 0 && keyBlock === 0n) return []
      return [{ work, usages, key: await keyOf(work, keyBlock > 0n, vault) }]
    })
    return (await Promise.all(found)).flat()
  }

  async #waiting(all: readonly Work[], account: Address): Promise<Waiting[]> {
    const { client, network } = this.#app
    const currencies = [...new Set([NATIVE, ...all.map(({ currency }) => currency)])]
    const amounts = await Promise.all(currencies.map((each) => withdrawableOf(client, each, account)))
    const found = currencies.map(async (address, i): Promise<Waiting[]> => {
      const amount = amounts[i]!
      return amount > 0n ? [{ currency: await currencyOf(client, network, address), amount }] : []
    })
    return (await Promise.all(found)).flat()
  }
}

async function keyOf(work: Work, delivered: boolean, vault: Vault | undefined): Promise<Owned['key']> {
  const key = keyFrom(work.keyX, work.keyOdd)
  if (work.keyX === 0n || !key) return 'open'
  if (!vault) return delivered ? 'locked' : 'none'
  if (await vault.secretFor(key)) return 'here'
  return delivered ? 'missing' : 'none'
}

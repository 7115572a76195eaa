import type { Call } from '../chain/action.ts'
import type { Network } from '../chain/networks.ts'
import { failure, problemOf, type Problem, type Result } from '../chain/problems.ts'
import type { Address, Hex } from '../royalties/words.ts'
import type { Link, TypedData, WalletChoice } from './link.ts'

export type { TypedData, WalletChoice } from './link.ts'

/** The connected account, reactive. Cheap to make: wagmi is loaded by `start`, which every action awaits. */
export class Wallet {
  address = $state<Address>()
  chainId = $state<number>()
  status = $state<'starting' | 'disconnected' | 'connecting' | 'connected'>('starting')
  walletName = $state<string>()
  /** Wallets found so far; more may announce themselves at any time. */
  connectors = $state.raw<readonly WalletChoice[]>([])
  problem = $state.raw<Problem>()

  readonly #networks: readonly Network[]
  #link: Promise<Link> | undefined

  constructor(networks: readonly Network[]) {
    this.#networks = networks
  }

  /** Loads the wallet code, finds wallets, and takes up the connection of the last visit. Safe to call again. */
  async start(): Promise<void> {
    await this.#open().catch((error: unknown) => (this.problem = problemOf(error)))
  }

  #open(): Promise<Link> {
    // Wallet code that could not be fetched is fetched again with the next click.
    this.#link ??= this.#load().catch((error: unknown) => {
      this.#link = undefined
      this.status = 'disconnected'
      throw error
    })
    return this.#link
  }

  async #load(): Promise<Link> {
    const { Link } = await import('./link.ts')
    const link = new Link(
      this.#networks,
      ({ address, chainId, status, walletName }) => {
        this.address = address
        this.chainId = chainId
        this.status = status
        this.walletName = walletName
      },
      (choices) => (this.connectors = choices),
    )
    await link.reconnect().catch((error: unknown) => (this.problem = problemOf(error)))
    return link
  }

  async connect(choice: WalletChoice): Promise<Result<true>> {
    return this.#try((link) => link.connect(choice))
  }

  async disconnect(): Promise<Result<true>> {
    return this.#try((link) => link.disconnect())
  }

  async switchTo(network: Network): Promise<Result<true>> {
    return this.#try((link) => link.switchTo(network))
  }

  async sign(data: TypedData): Promise<Result<Hex>> {
    return this.#attempt(async (link) => link.sign(data))
  }

  async signText(message: string): Promise<Result<Hex>> {
    return this.#attempt((link) => link.signText(message))
  }

  /** Hands a call to the wallet. `gas` from a simulation, so that the wallet need not guess. */
  async send(call: Call, gas: bigint, chainId: number): Promise<Result<Hex>> {
    return this.#attempt((link) => link.send(call, gas, chainId))
  }

  /** Why nothing can be signed for this network now; `undefined` when it can. */
  obstacle(network: Network): Problem | undefined {
    if (!this.address || this.status !== 'connected') return { kind: 'noWallet' }
    if (this.chainId === network.id) return undefined
    const actual = this.#networks.find(({ id }) => id === this.chainId)?.name ?? `network ${this.chainId}`
    return { kind: 'wrongNetwork', wanted: network.name, actual }
  }

  async #try(act: (link: Link) => Promise<void>): Promise<Result<true>> {
    return this.#attempt(async (link) => act(link).then(() => true as const))
  }

  async #attempt<T>(act: (link: Link) => Promise<T>): Promise<Result<T>> {
    this.problem = undefined
    try {
      return { ok: true, value: await act(await this.#open()) }
    } catch (error) {
      const { refusalOf } = await import('../chain/refusals.ts').catch(() => ({ refusalOf: problemOf }))
      this.problem = refusalOf(error)
      return failure(this.problem)
    }
  }
}

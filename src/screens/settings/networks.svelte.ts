import { NETWORKS, parseNetwork, type Network } from '../../chain/networks.ts'
import { consensusOf } from '../../verify/light/networks.ts'
import type { App } from '../context.ts'
import { forgetLinkedChain } from '../linked.ts'
import { testRpc, type RpcVerdict } from './rpc-test.ts'

/** The networks a user can choose, and the form that adds or edits one. */
export class NetworkChoice {
  json = $state('')
  problem = $state<string>()
  verdicts = $state.raw<ReadonlyMap<string, RpcVerdict | 'asking'>>(new Map())
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  readonly all = $derived.by((): Network[] => {
    const { choices, local } = this.#app
    const known = [...choices.networks, ...(local ? [local.network] : []), ...NETWORKS]
    return known.filter(({ id }, i) => known.findIndex((each) => each.id === id) === i)
  })

  isOwn(network: Network): boolean {
    return this.#app.choices.networks.some(({ id }) => id === network.id)
  }

  /** Takes effect on reload: clients, wallets and watches are made for one network. */
  choose(id: number): void {
    this.#app.choices.networkId = id
    this.#app.choices.keep()
    forgetLinkedChain()
    location.reload()
  }

  edit(network: Network): void {
    this.problem = undefined
    const beacons = network.beacons ?? consensusOf(network.id)?.apis
    this.json = JSON.stringify({ ...network, ...(beacons && { beacons }) }, null, 2)
  }

  save(): boolean {
    const parsed = parseNetwork(this.json)
    if (!parsed.ok) {
      this.problem =
        parsed.problem.kind === 'refused'
          ? `${parsed.problem.name} runs other opcodes than Ethereum: the contracts could not have the same addresses there.`
          : parsed.problem.reason
      return false
    }
    const { choices } = this.#app
    choices.networks = [parsed.network, ...choices.networks.filter(({ id }) => id !== parsed.network.id)]
    choices.keep()
    this.problem = undefined
    this.json = ''
    return true
  }

  /** Removes a user's network, or brings back the built-in form of an edited one. */
  remove(id: number): void {
    const { choices } = this.#app
    choices.networks = choices.networks.filter((network) => network.id !== id)
    choices.keep()
  }

  async test(network: Network): Promise<void> {
    const put = (url: string, verdict: RpcVerdict | 'asking') => {
      this.verdicts = new Map(this.verdicts).set(url, verdict)
    }
    await Promise.all(
      network.rpcs.map(async (url) => {
        put(url, 'asking')
        put(url, await testRpc(network, url))
      }),
    )
  }
}

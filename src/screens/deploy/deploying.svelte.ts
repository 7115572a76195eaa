import { getBalance } from 'viem/actions'
import { costsOf } from '../../chain/deploy-costs.ts'
import { unfitnessOf, type Unfitness } from '../../chain/deploy-fitness.ts'
import { fundCall, placeProxy, readProxy, type ProxyObstacle, type ProxyState } from '../../chain/deploy-proxy.ts'
import { planDeployment, stepsOf, type Planned, type Step } from '../../chain/deploy.ts'
import { checkDeployment } from '../../chain/deployed.ts'
import { networkFee, type NetworkFee } from '../../chain/fees.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import type { App } from '../context.ts'
import { Act } from '../pay/act.svelte.ts'

/** What the deployment is waiting for. */
export type Doing = { readonly kind: 'proxy' } | { readonly kind: 'funding' } | { readonly kind: 'piece'; name: string }

/** A plain transfer, whatever it is for. */
const TRANSFER_GAS = 21_000n
/** How often an RPC that lags behind is asked for what another one has confirmed. */
const LOOKS = 30

/**
 * A deployment as its screen shows it. Nothing of its progress is kept here: where it stands is read from the chain
 * before each step, so that a closed tab, or somebody else who deploys meanwhile, changes nothing but what is left.
 */
export class Deploying {
  plan = $state.raw<readonly Planned[]>([])
  proxy = $state.raw<ProxyState>()
  unfit = $state.raw<Unfitness>()
  /** Said by the chain when it was handed the proxy's transaction. */
  refusal = $state.raw<ProxyObstacle>()
  problem = $state.raw<Problem>()
  costs = $state.raw<ReadonlyMap<string, NetworkFee>>(new Map())
  funding = $state.raw<NetworkFee>()
  balance = $state<bigint>()
  looking = $state(true)
  running = $state(false)
  /** The comparison of all code with this build has passed. */
  verified = $state(false)
  doing = $state.raw<Doing>()
  stopping = $state(false)
  readonly act: Act
  readonly #app: App
  /** Tried once; a chain does not unlearn. */
  #fit = false

  constructor(app: App) {
    this.#app = app
    this.act = new Act(app)
  }

  readonly steps = $derived.by(() => stepsOf(this.plan))
  readonly foreign = $derived(this.plan.filter(({ found }) => found === 'foreign'))
  readonly there = $derived(this.plan.filter(({ found }) => found === 'ours').length)
  /** Money that the proxy's sender still needs. */
  readonly lacking = $derived(this.proxy?.kind === 'missing' ? this.proxy.lacking : 0n)
  readonly obstacle = $derived(this.refusal ?? (this.proxy?.kind === 'impossible' ? this.proxy.why : undefined))
  readonly priced = $derived(this.steps.every(({ name }) => this.costs.has(name)))
  readonly total = $derived(
    [...this.steps.map(({ name }) => this.costs.get(name)), this.lacking > 0n ? this.funding : undefined].reduce(
      (sum, fee) => sum + (fee?.total ?? 0n),
      this.lacking,
    ),
  )
  /** Nothing may be sent here: it would be lost, or add to what is not ours. */
  readonly refused = $derived(this.unfit !== undefined || this.foreign.length > 0 || this.obstacle !== undefined)

  /** Reads everything anew, and what it would cost. */
  async look(): Promise<void> {
    this.looking = true
    this.refusal = undefined
    if (await this.#read()) await this.#price()
    this.looking = false
  }

  /** Sends what is missing, one transaction after the other, each confirmed in the wallet, until all is there. */
  async run(): Promise<void> {
    if (this.running) return
    this.running = true
    this.stopping = false
    this.refusal = undefined
    while ((await this.#read()) && !this.verified && !this.refused && !this.stopping && (await this.#next()));
    this.doing = undefined
    if (!this.problem) await this.#price()
    this.running = false
  }

  /** After the transaction that is on its way. */
  stop(): void {
    this.stopping = true
  }

  /** Where the deployment stands on the chain now. `false`: that could not be found out. */
  async #read(): Promise<boolean> {
    const { client } = this.#app
    this.problem = undefined
    try {
      const check = await checkDeployment(client)
      if (!check.ok && check.problem.kind !== 'notDeployed' && check.problem.kind !== 'foreign') {
        this.problem = check.problem
        return false
      }
      if (!check.ok) await this.#tryChain()
      this.plan = await planDeployment(client)
      this.verified = check.ok
      return true
    } catch (error) {
      this.problem = problemOf(error)
      return false
    }
  }

  /** What can be no home for the contracts is found before anything is sent, and only where something is missing. */
  async #tryChain(): Promise<void> {
    const { client } = this.#app
    if (!this.#fit) this.unfit = await unfitnessOf(client)
    this.#fit = this.unfit === undefined
    if (this.#fit) this.proxy = await readProxy(client)
  }

  async #price(): Promise<void> {
    const { client, network, wallet } = this.#app
    const from = wallet.address
    if (this.verified || this.refused) return
    try {
      const proxy = this.proxy?.kind === 'here'
      const [costs, funding, balance] = await Promise.all([
        costsOf(client, network, this.steps, from, proxy),
        this.lacking > 0n ? networkFee(client, network, TRANSFER_GAS, { data: '0x' }) : undefined,
        from ? getBalance(client, { address: from }) : undefined,
      ])
      this.costs = costs
      this.funding = funding
      this.balance = balance
    } catch (error) {
      this.problem = problemOf(error)
    }
  }

  /** One step further. `false`: it stopped, and why stands in `act`, `problem` or `refusal`. */
  async #next(): Promise<boolean> {
    if (this.proxy?.kind === 'missing') return this.#bringProxy()
    const [step] = this.steps
    if (step) return this.#deploy(step)
    // Missing, but by none of our transactions: Tributary is there without what its constructor makes.
    this.problem = { kind: 'notDeployed', pieces: this.plan.filter(({ found }) => found !== 'ours').map((p) => p.name) }
    return false
  }

  /** Tried before it is paid for: a chain that would never take the transaction refuses it while nothing is lost. */
  async #bringProxy(): Promise<boolean> {
    this.doing = { kind: 'proxy' }
    const placed = await placeProxy(this.#app.client)
    if (placed.ok) return this.#until(async () => (await readProxy(this.#app.client)).kind !== 'missing')
    if (placed.why === 'unfunded' && this.lacking > 0n) {
      this.doing = { kind: 'funding' }
      return this.act.send(fundCall(this.lacking), 'Pay for the deployment proxy')
    }
    if (placed.why === 'problem') this.problem = placed.problem
    else this.refusal = placed.why === 'unfunded' ? 'spent' : placed.why
    return false
  }

  async #deploy({ name, call }: Step): Promise<boolean> {
    this.doing = { kind: 'piece', name }
    // Sent before the page was reloaded, and still on its way: wait for it instead of paying twice.
    const { transactions } = this.#app
    const sent = () => transactions.pending.some((each) => each.hash !== undefined && each.call.data === call.data)
    const earlier = sent()
    if (earlier) await this.#until(() => Promise.resolve(!sent()), Number.POSITIVE_INFINITY)
    const done = !earlier && (await this.act.send(call, `Deploy ${name}`))
    if (done) return this.#until(() => this.#isThere(name))
    if (earlier) return true
    // Somebody else may have been faster by a moment: that is no failure, and no news.
    if (!(await this.#isThere(name).catch(() => false))) return false
    if (this.act.tracked) transactions.dismiss(this.act.tracked.id)
    this.act.reset()
    return true
  }

  async #isThere(name: string): Promise<boolean> {
    return (await planDeployment(this.#app.client)).some((piece) => piece.name === name && piece.found !== 'nothing')
  }

  async #until(holds: () => Promise<boolean>, looks = LOOKS): Promise<boolean> {
    for (let look = 0; look < looks && !this.stopping; look++) {
      if (await holds().catch(() => false)) return true
      await new Promise((go) => setTimeout(go, this.#app.client.pollingInterval))
    }
    if (!this.stopping) this.problem = { kind: 'timeout' }
    return false
  }
}

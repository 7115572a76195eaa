import { untrack } from 'svelte'
import type { TransactionReceipt } from 'viem'
import type { Call } from '../../chain/action.ts'
import { problemOf, type Problem, type Result } from '../../chain/problems.ts'
import { spend, type Spending, type SpendingStep } from '../../wallet/spend.ts'
import type { App } from '../context.ts'

/** One act that ends in a transaction, as a screen follows it: running, done, or stopped by a problem. */
export class Act {
  state = $state<'idle' | 'running' | 'done' | 'failed'>('idle')
  step = $state<SpendingStep>('payment')
  problem = $state.raw<Problem>()
  receipt = $state.raw<TransactionReceipt>()
  #tracked = $state<string>()
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  /** Its entry in the list of transactions, once there is one. */
  get tracked() {
    return this.#app.transactions.find(this.#tracked)
  }

  /** Forgets the last outcome; what is still running goes on. Safe inside effects. */
  reset(): void {
    if (untrack(() => this.state) === 'running') return
    this.state = 'idle'
    this.problem = undefined
    this.receipt = undefined
    this.#tracked = undefined
  }

  send(call: Call, title: string): Promise<boolean> {
    return this.#run(() => this.#app.transactions.send(call, { title, onTracked: (id) => (this.#tracked = id) }))
  }

  spend(spending: Spending): Promise<boolean> {
    const { client, wallet, transactions } = this.#app
    return this.#run(() =>
      spend({ client, wallet, transactions }, spending, (step, id) => {
        this.step = step
        this.#tracked = id
      }),
    )
  }

  async #run(act: () => Promise<Result<TransactionReceipt>>): Promise<boolean> {
    if (this.state === 'running') return false
    this.reset()
    this.state = 'running'
    const result = await act().catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }))
    this.state = result.ok ? 'done' : 'failed'
    if (result.ok) this.receipt = result.value
    else this.problem = result.problem
    return result.ok
  }
}

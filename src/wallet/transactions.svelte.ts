import type { TransactionReceipt } from 'viem'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import { failure, problemOf, type Problem, type Result } from '../chain/problems.ts'
import { isFinished, Journal, type Tracked } from './journal.ts'
import type { Sent } from './landing.ts'
import type { Wallet } from './wallet.svelte.ts'

export type { Tracked, TransactionState } from './journal.ts'

export interface TransactionPorts {
  readonly wallet: Pick<Wallet, 'address' | 'obstacle' | 'send'>
  readonly client: ChainClient
  readonly network: Network
  readonly storage?: Storage
  /** Unix milliseconds. */
  readonly now?: () => number
}

export interface SendOptions {
  /** What the list of transactions calls it: "Tip for Low Tide". */
  readonly title: string
  /** What it is known by, chosen by who writes it down before it is sent; never used twice. */
  readonly id?: string
  /** Told the id of its entry in `list` at once. */
  onTracked?(id: string): void
}

/** Every transaction of this browser on the network, newest first; each is followed to its end, across reloads. */
export class Transactions {
  list = $state.raw<readonly Tracked[]>([])

  readonly #ports: TransactionPorts
  readonly #journal: Journal
  readonly #abort = new AbortController()
  /** Wallets answer one question at a time: the next one waits until the last has been answered. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(ports: TransactionPorts) {
    this.#ports = ports
    this.#journal = new Journal(ports.storage ?? localStorage)
    this.list = this.#journal.load()
  }

  /** Takes up what an earlier visit left behind. */
  resume(): void {
    for (const tracked of this.list) {
      if (tracked.chainId !== this.#ports.network.id || isFinished(tracked)) continue
      if (tracked.hash !== undefined && tracked.nonce !== undefined) void this.#follow(tracked.id)
      // Also where the clock was set back since.
      else if (Math.abs(this.#now() - tracked.at) > 5_000) this.#fail(tracked.id, { kind: 'closed' })
    }
  }

  find(id: string | undefined): Tracked | undefined {
    return this.list.find((tracked) => tracked.id === id)
  }

  get pending(): readonly Tracked[] {
    return this.list.filter((tracked) => !isFinished(tracked))
  }

  /** Reads the call back, tries it, asks the wallet, and waits for the chain; every failure is a returned problem. */
  async send(
    call: Call,
    { title, id = crypto.randomUUID(), onTracked }: SendOptions,
  ): Promise<Result<TransactionReceipt>> {
    const { wallet, network } = this.#ports
    const obstacle = wallet.obstacle(network)
    if (obstacle || !wallet.address) return failure(obstacle ?? { kind: 'noWallet' })
    const { to, data, value } = call
    const first = { id, title, chainId: network.id, from: wallet.address, call: { to, data, value }, at: this.#now() }
    this.#put({ ...first, state: 'queued' })
    onTracked?.(id)
    const turn = this.#turn.then(() => this.#ask(id, call)).catch(problemOf)
    this.#turn = turn
    const problem = await turn
    return problem ? this.#fail(id, problem) : this.#follow(id)
  }

  dismiss(id: string): void {
    this.#journal.forget(id)
    this.list = this.list.filter((tracked) => tracked.id !== id)
  }

  close(): void {
    this.#abort.abort()
  }

  /** From the queue to the wallet's answer. */
  async #ask(id: string, call: Call): Promise<Problem | undefined> {
    const { wallet, client, network } = this.#ports
    this.#change(id, { state: 'estimating' })
    const { prepare, nonceOf } = await import('./prepare.ts')
    const from = this.find(id)!.from
    const prepared = await prepare(client, call, from)
    if (!prepared.ok) return prepared.problem
    // While it waited for its turn, the wallet may have been switched to another account or network.
    const obstacle = wallet.obstacle(network)
    if (obstacle) return obstacle
    if (wallet.address !== from) return { kind: 'switched' }
    this.#change(id, { state: 'waiting for wallet', nonce: prepared.value.nonce })
    const answered = await wallet.send(call, prepared.value.gas, network.id)
    if (!answered.ok) return answered.problem
    // The hash is kept before anything else is asked: from here on a closed tab loses nothing.
    this.#change(id, { state: 'waiting for chain', hash: answered.value })
    const nonce = await nonceOf(client, answered.value).catch(() => undefined)
    if (nonce !== undefined) this.#change(id, { nonce })
    return undefined
  }

  async #follow(id: string): Promise<Result<TransactionReceipt>> {
    const landing = await import('./landing.ts').catch(problemOf)
    if ('kind' in landing) return this.#loseSight(id, landing)
    const { hash, nonce, from, call } = this.find(id)!
    const sent: Sent = { hash: hash!, nonce: nonce!, from, ...call }
    const landed = await landing.land(this.#ports.client, sent, {
      onUnseen: (unseen) => this.#change(id, { unseen }),
      onRepriced: (other) => this.#change(id, { hash: other }),
      signal: this.#abort.signal,
    })
    if (!landed) return failure({ kind: 'timeout', hash: sent.hash })
    if (!landed.ok) return this.#fail(id, landed.problem)
    const { transactionHash, gasUsed, effectiveGasPrice } = landed.receipt
    this.#change(id, { state: 'done', unseen: false, hash: transactionHash, fee: gasUsed * effectiveGasPrice })
    return { ok: true, value: landed.receipt }
  }

  /** It is on its way, and only this page cannot see it: the next visit follows it. */
  #loseSight(id: string, problem: Problem) {
    this.#change(id, { unseen: true })
    return failure(problem)
  }

  #fail(id: string, problem: Problem) {
    this.#change(id, { state: 'failed', unseen: false, problem })
    return failure(problem)
  }

  #put(tracked: Tracked): void {
    this.list = [tracked, ...this.list]
    this.#journal.save(tracked)
  }

  #change(id: string, change: Partial<Tracked>): void {
    this.list = this.list.map((tracked) => {
      if (tracked.id !== id) return tracked
      const changed = { ...tracked, ...change }
      this.#journal.save(changed)
      return changed
    })
  }

  #now(): number {
    return this.#ports.now?.() ?? Date.now()
  }
}

import type { TransactionReceipt } from 'viem'
import { estimateGas } from 'viem/actions'
import type { Call } from '../chain/action.ts'
import { giveCall } from '../chain/calls.ts'
import type { Network } from '../chain/networks.ts'
import { failure, type Result } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import type { Address } from '../royalties/words.ts'
import { balanceOfPurse, chainCount, checkCall, checkMoney, dataFee, gasFor, nextNonce } from './check.ts'
import type { Endpoints } from './endpoints.ts'
import { exactly, feesNow, type Fees } from './fees.ts'
import { follow, receiptOf, type End, type Following, type Pace } from './follow.ts'
import type { Entry, Journal } from './journal.ts'
import type { Lock } from './lock.ts'
import type { RestOptions, SendOptions, Waiting } from './purse.ts'
import type { Signer } from './signer.ts'
import { Unkept } from './store.ts'

export interface SendingPorts {
  readonly signer: Signer
  readonly endpoints: Endpoints
  readonly network: Network
  readonly journal: Journal
  readonly lock: Lock
  readonly pace: Pace
}

interface Draft {
  readonly call: Call
  readonly gas: bigint
  readonly fees: Fees
  readonly rest: boolean
}

type Ended = Result<TransactionReceipt>

/** The life of a purse's transactions, one after another under one lock. */
export class Sending {
  readonly #ports: SendingPorts

  constructor(ports: SendingPorts) {
    this.#ports = ports
  }

  send(call: Call, options: SendOptions): Promise<Ended> {
    return this.#inTurn(options, async () => {
      const before = await this.#ports.journal.find(options.id)
      if (before && !matches(before, call)) return failure(OTHER_CALL)
      return (await this.#takeUp(before, options)) ?? this.#start(options, () => this.#draft(call, options))
    })
  }

  sendRest(to: Address, options: RestOptions): Promise<Ended> {
    return this.#inTurn(options, async () => {
      const before = await this.#ports.journal.find(options.id)
      return (await this.#takeUp(before, options)) ?? this.#start(options, () => this.#draftRest(to))
    })
  }

  /** What the transaction of that name comes to. `undefined`: nothing of it has ever left. */
  takeUp(id: string, options: Waiting): Promise<Ended | undefined> {
    let absent = false
    const ended = this.#inTurn(options, async () => {
      const found = await this.#takeUp(await this.#ports.journal.find(id), options)
      absent = !found
      return found ?? failure({ kind: 'closed' })
    })
    return ended.then((end) => (absent ? undefined : end))
  }

  async resume(options: Waiting): Promise<Result<true>> {
    return this.#inTurn(options, async () => {
      const stopped = await this.#clear(options)
      return stopped ?? { ok: true, value: true }
    })
  }

  async spread(id: string): Promise<void> {
    const { journal, endpoints } = this.#ports
    const entry = await journal.find(id)
    // What was only signed must not leave this way: nobody has said yet that it may.
    if (entry && entry.state !== 'signed') await endpoints.broadcast(entry.versions.at(-1)!.raw)
  }

  find(id: string): Promise<Entry | undefined> {
    return this.#ports.journal.find(id)
  }

  count(): Promise<number> {
    const { signer, endpoints, journal } = this.#ports
    return nextNonce(signer.address, endpoints, journal)
  }

  /** Every failure becomes a returned problem. */
  async #inTurn<T>({ tell, signal }: Waiting, work: () => Promise<Result<T>>): Promise<Result<T>> {
    const { lock, network, signer } = this.#ports
    tell?.({ kind: 'waiting for turn' })
    try {
      return await lock(`tributary-purse:${network.id}:${signer.address}`, work, signal)
    } catch (error) {
      if (error instanceof Unkept) return failure({ kind: 'unkept' })
      return failure(signal?.aborted ? { kind: 'timeout' } : refusalOf(error))
    }
  }

  /** What an earlier call of the same name came to. `undefined`: nothing of it has left, so it may begin anew. */
  async #takeUp(before: Entry | undefined, options: Waiting): Promise<Ended | undefined> {
    if (!before || before.state === 'signed') return undefined
    if (before.state === 'failed') return failure(before.problem!)
    if (before.state === 'done') {
      const receipt = await this.#ports.endpoints.first((client) => receiptOf(client, before.hash!))
      if (receipt) return { ok: true, value: receipt }
    }
    // On its way; or its block was replaced by another, and it has to be looked for again.
    return this.#follow(before, options)
  }

  async #start(options: SendOptions, draft: () => Promise<Result<Draft>>): Promise<Ended> {
    const stopped = await this.#clear(options)
    if (stopped) return stopped
    options.tell?.({ kind: 'checking' })
    const drafted = await draft()
    if (!drafted.ok) return drafted
    const nonce = await this.count()
    if (options.nonce !== undefined && options.nonce !== nonce) return failure(OTHER_NUMBER)
    const signed = await this.#sign(drafted.value, options, nonce)
    const [version] = signed.versions
    try {
      await options.beforeLeaving?.({ hash: version!.hash, raw: version!.raw, nonce: signed.nonce })
    } catch (error) {
      await this.#ports.journal.forget(signed.id)
      throw error
    }
    return this.#follow(await this.#ports.journal.put({ ...signed, state: 'leaving' }), options)
  }

  /** Brings everything on its way to its end, so that the next number is free. A failure: the caller stopped waiting. */
  async #clear(options: Waiting) {
    const { journal } = this.#ports
    await journal.tidy()
    await this.#takeBack()
    for (const entry of await journal.leaving()) {
      const ended = await this.#follow(entry, options)
      if (!ended.ok && options.signal?.aborted) return ended
    }
    return undefined
  }

  /**
   * What had landed, and no endpoint knows any more: its block gave way to another. Without it every later number would
   * wait for ever; and what was told to be done has to be.
   */
  async #takeBack(): Promise<void> {
    const { signer, endpoints, journal } = this.#ports
    const done = (await journal.all()).filter(({ state }) => state === 'done')
    if (done.length === 0) return
    const counts = await endpoints.every((client) => chainCount(client, signer.address))
    const undone = done.filter(({ nonce }) => counts.every((count) => nonce >= count))
    for (const entry of undone) await journal.put({ ...entry, state: 'leaving', at: Date.now() })
  }

  async #draft(call: Call, { gas: given, most }: SendOptions): Promise<Result<Draft>> {
    const { signer, endpoints, network } = this.#ports
    const checked = await checkCall(call, endpoints)
    if (!checked.ok) return checked
    const gas = await gasFor(call, signer.address, endpoints, given)
    if (!gas.ok) return gas
    const fees = await feesNow(endpoints)
    const needed = call.value + (await dataFee(network, endpoints, gas.value, call.data))
    const money = await checkMoney(signer.address, endpoints, needed, { gas: gas.value, fees, most })
    return money.ok ? { ok: true, value: { call, gas: gas.value, fees, rest: false } } : money
  }

  async #draftRest(to: Address): Promise<Result<Draft>> {
    const { signer, endpoints, network } = this.#ports
    const account = signer.address
    const fees = exactly(await feesNow(endpoints))
    const gas = await endpoints.first((client) => estimateGas(client, { account, to, value: 1n }))
    const kept = gas * fees.most + (await dataFee(network, endpoints, gas, '0x'))
    const amount = (await balanceOfPurse(account, endpoints)) - kept
    if (amount <= 0n) return failure({ kind: 'insufficientFunds' })
    const call = giveCall(to, amount)
    const checked = await checkCall(call, endpoints)
    return checked.ok ? { ok: true, value: { call, gas, fees, rest: true } } : checked
  }

  async #sign({ call, gas, fees, rest }: Draft, { id, most }: SendOptions, nonce: number): Promise<Entry> {
    const { signer, journal } = this.#ports
    const { to, data, value } = call
    const version = await signer.sign({ to, data, value, nonce, gas }, fees)
    const place = { id, from: signer.address, nonce, call: { to, data }, gas, rest, at: Date.now() }
    return journal.put({ ...place, versions: [version], state: 'signed', ...(most === undefined ? {} : { most }) })
  }

  async #follow(entry: Entry, { tell, signal }: Waiting): Promise<Ended> {
    const { signer, endpoints, journal, pace } = this.#ports
    const ports: Following = { signer, endpoints, journal, pace, tell: tell ?? (() => undefined), signal }
    const end = await follow(entry, ports)
    if (!end) return failure({ kind: 'timeout', hash: entry.versions.at(-1)!.hash })
    return this.#finish(entry, end)
  }

  async #finish(entry: Entry, end: End): Promise<Ended> {
    const { journal } = this.#ports
    const hash = end.kind === 'landed' ? end.receipt.transactionHash : end.hash
    try {
      const kept = (await journal.find(entry.id)) ?? entry
      // A block may still give way to another: the bytes that landed stay, the others have done their work.
      const versions = kept.versions.filter((version) => version.hash === hash)
      const ended = { ...kept, versions: versions.length > 0 ? versions : kept.versions, hash }
      await journal.put(
        end.kind === 'landed' ? { ...ended, state: 'done' } : { ...ended, state: 'failed', problem: end.problem },
      )
    } catch (error) {
      // What the chain did is true without a record of it: the next visit looks once more and finds the same.
      if (!(error instanceof Unkept)) throw error
    }
    return end.kind === 'landed' ? { ok: true, value: end.receipt } : failure(end.problem)
  }
}

const OTHER_CALL = { kind: 'mismatch', detail: 'another call was sent under this name before.' } as const

const OTHER_NUMBER = { kind: 'unknown', detail: 'another transaction has the number it was to have.' } as const

const matches = ({ call, versions, state }: Entry, { to, data, value }: Call): boolean =>
  state === 'signed' ||
  (call.to.toLowerCase() === to.toLowerCase() && call.data === data && versions[0]!.value === value)

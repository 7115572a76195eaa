import { check } from './check.ts'
import type { Evidence } from './evidence.ts'
import type { HistoryCache } from './loading/cache.ts'
import type { LightClient } from './light/client.ts'
import type { Answer, Asked, Order, Results } from './orders.ts'
import type { VerifyProgress } from './verify.ts'
import { detailOf } from './walk.ts'
import { verifyTogether } from './witnesses/together.ts'
import { openWitnesses } from './witnesses/witnesses.ts'
import type { Witness } from './witnesses/words.ts'

/** How often at most it is said how far a verification has come, in milliseconds. */
const SAY_EVERY = 50

/** Older blocks are too many steps behind the newest that validators signed. */
const PROVABLE_SECONDS = 3_600

/** The worker's side, as a function of orders: tests run it without a worker. */
export class Answering {
  readonly #post: (answer: Answer) => void
  readonly #cache: HistoryCache
  readonly #running = new Map<number, AbortController>()
  /** What was verified, for a proof file of it. */
  readonly #verified = new Map<number, Evidence>()
  /** Readers know what their RPCs can bear; so they stay. */
  readonly #witnesses = new Map<string, readonly Witness[]>()
  /** Light clients know what they have followed; so they stay too. */
  readonly #lights = new Map<string, Promise<LightClient | undefined>>()

  constructor(post: (answer: Answer) => void, cache: HistoryCache) {
    this.#post = post
    this.#cache = cache
  }

  take(order: Order): void {
    if (order.kind === 'drop') this.#drop(order.id)
    else void this.#answer(order)
  }

  async #answer(order: Exclude<Order, { kind: 'drop' }>): Promise<void> {
    const { id } = order
    const running = new AbortController()
    this.#running.set(id, running)
    try {
      const result = await this.#resultOf(order, running.signal)
      if (!running.signal.aborted) this.#post({ kind: 'done', id, result })
    } catch (error) {
      if (!running.signal.aborted) this.#post({ kind: 'failed', id, detail: detailOf(error) })
    } finally {
      this.#running.delete(id)
    }
  }

  #resultOf(order: Exclude<Order, { kind: 'drop' }>, signal: AbortSignal): Promise<Results[keyof Results]> {
    switch (order.kind) {
      case 'verify':
        return this.#verify(order, signal)
      case 'open':
        return this.#open(order.bytes)
      case 'prove':
        return this.#prove(order, signal)
      case 'pack':
        return this.#pack(order.of)
    }
  }

  async #verify(
    { id, network, work, mostEvents }: Order & { kind: 'verify' },
    signal: AbortSignal,
  ): Promise<Results['verify']> {
    const witnesses = this.#witnessesOf(network)
    const light = await this.#lightOf(network, witnesses)
    const outcome = await verifyTogether(witnesses, work, {
      ...{ signal, mostEvents, cache: this.#cache },
      progress: this.#progress(id, signal),
      light: light && { newest: () => light.newest(signal) },
    })
    if (!outcome.ok) return outcome
    const { report, evidence } = outcome
    if (!signal.aborted) this.#verified.set(id, evidence)
    return { ok: true, report, deployment: evidence.deployment }
  }

  /** Asks nobody: everything is in the file, or it proves nothing. */
  async #open(bytes: Uint8Array): Promise<Results['open']> {
    const { openProof } = await import('./file/open.ts')
    const opened = openProof(bytes)
    if (!opened.ok) return opened
    return { ok: true, report: check(opened.evidence), deployment: opened.evidence.deployment }
  }

  async #prove({ network, pin }: Order & { kind: 'prove' }, signal: AbortSignal): Promise<Results['prove']> {
    const light = await this.#lightOf(network, this.#witnessesOf(network))
    if (light && Date.now() / 1000 - pin.time > PROVABLE_SECONDS)
      return 'It is more than an hour old, and further back the validators are not followed here'
    return light?.prove(pin, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      return detailOf(error)
    })
  }

  async #pack(of: number): Promise<Results['pack']> {
    const evidence = this.#verified.get(of)
    if (!evidence) throw new Error('This verification is no longer there')
    const { packProof } = await import('./file/pack.ts')
    return packProof(evidence)
  }

  #drop(id: number): void {
    this.#running.get(id)?.abort(new DOMException('Stopped', 'AbortError'))
    this.#verified.delete(id)
  }

  #witnessesOf({ chainId, contract, rpcs }: Asked): readonly Witness[] {
    const key = JSON.stringify([chainId, contract, rpcs])
    const known = this.#witnesses.get(key)
    if (known) return known
    const made = openWitnesses(rpcs, chainId, contract)
    this.#witnesses.set(key, made)
    return made
  }

  #lightOf(network: Asked, witnesses: readonly Witness[]): Promise<LightClient | undefined> {
    const key = JSON.stringify(network)
    const made = this.#lights.get(key) ?? lightOf(network, witnesses)
    this.#lights.set(key, made)
    return made.catch(() => {
      // A part of the app that could not be fetched is fetched again next time; the rest of the verification goes on.
      this.#lights.delete(key)
      const missing = new Error('The part of this app that follows the validators could not be fetched')
      return { newest: () => Promise.reject(missing), prove: () => Promise.reject(missing) }
    })
  }

  /** Every new stage, and otherwise now and then: a message for each answer of an RPC would be thousands. */
  #progress(id: number, signal: AbortSignal): (progress: VerifyProgress) => void {
    let said: VerifyProgress['stage'] | undefined
    let at = -Infinity
    return (progress) => {
      if (signal.aborted || (progress.stage === said && performance.now() - at < SAY_EVERY)) return
      said = progress.stage
      at = performance.now()
      this.#post({ kind: 'progress', id, progress })
    }
  }
}

/** Only two networks have a light client; nobody else fetches it. */
async function lightOf({ chainId, beacons }: Asked, witnesses: readonly Witness[]): Promise<LightClient | undefined> {
  const { consensusOf } = await import('./light/networks.ts')
  const network = consensusOf(chainId)
  if (!network) return undefined
  const [{ lightClient }, { openMemory }] = await Promise.all([
    import('./light/client.ts'),
    import('./light/memory.ts'),
  ])
  return lightClient(
    { ...network, apis: beacons ?? network.apis },
    { sources: witnesses.map(({ reader }) => reader), memory: openMemory() },
  )
}

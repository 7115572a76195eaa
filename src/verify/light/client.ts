/** A light client of Ethereum's consensus. Which blocks are of the chain it knows by the signatures of validators, not by the
 * word of a server; servers only carry the messages. */
import type { Hex } from '../../royalties/words.ts'
import type { Pin, ProvenHeader } from '../evidence.ts'
import type { Header } from '../trie/header.ts'
import { orAborted } from '../aborted.ts'
import { detailOf } from '../walk.ts'
import { ancestorAt, headerWith, type BlockSource } from './ancestor.ts'
import { openApi, type BeaconApi } from './api.ts'
import { agreedCheckpoint, isTooOld } from './checkpoint.ts'
import { begin, follow } from './follow.ts'
import { nameOf, type LightHeader } from './header.ts'
import type { Memory } from './memory.ts'
import { slotAt, timeOf, type ConsensusNetwork } from './networks.ts'
import { agoOf, beginningOf, type Beginning } from './sentences.ts'
import type { Store } from './store.ts'

export interface LightOptions {
  /** RPCs of the execution layer, which show the headers whose hashes are proven here. */
  readonly sources: readonly BlockSource[]
  /** Left out: those of the network. */
  readonly apis?: readonly BeaconApi[]
  readonly memory?: Memory | undefined
  /** A block root that the user trusts. Left out: what is remembered, or what two operators agree on. */
  readonly checkpoint?: Hex | undefined
  /** Unix seconds. */
  readonly now?: () => number
  readonly pause?: (ms: number) => Promise<void>
}

/** Made to stay: what it learned once is not asked again. Every method rejects with a sentence when nothing could be proven,
 * or with the signal's reason. */
export interface LightClient {
  /** The newest block that two thirds of the committee signed and that an RPC shows; else the newest final one, which an RPC of
   * this chain must have. */
  newest(signal?: AbortSignal): Promise<ProvenHeader>
  /** What is proven to be at the pinned block's number: another hash than the pin's means that the pin is not of the chain. */
  prove(pin: Pin, signal?: AbortSignal): Promise<ProvenHeader>
}

/** Slots without a signed block after which others are asked too. A few are missed now and then. */
const FRESH = 4
/** Slots after which nothing that is shown can pass for the newest. */
const STALE = 64
/** An RPC may need a moment for a block that is signed already; and the signatures may for one that an RPC has already. */
const TRIES = 4
/** For all services together. */
const PATIENCE_MS = 45_000

export function lightClient(network: ConsensusNetwork, options: LightOptions): LightClient {
  return new Client(network, options)
}

const UNSHOWN =
  'No RPC shows the block that the validators made final: all of them are many minutes behind, or of another chain'

const provenOf = ({ number, hash }: Header) => ({ number, hash })

interface Proven extends ProvenHeader {
  /** Left out: no RPC shows it. */
  readonly header?: Header
}

class Client implements LightClient {
  readonly #network: ConsensusNetwork
  readonly #options: LightOptions
  readonly #apis: readonly BeaconApi[]
  #state: { store: Store; beginning: Beginning } | undefined
  #followed = 0
  /** Slot of the final block that is remembered. */
  #kept: number | undefined
  #following: Promise<Store> | undefined

  constructor(network: ConsensusNetwork, options: LightOptions) {
    this.#network = network
    this.#options = options
    this.#apis = options.apis ?? network.apis.map((url) => openApi(url))
  }

  async newest(signal?: AbortSignal): Promise<ProvenHeader> {
    const { number, hash, by } = await this.#newest(signal)
    return { number, hash, by }
  }

  async prove(pin: Pin, signal?: AbortSignal): Promise<ProvenHeader> {
    let from = await this.#newest(signal)
    for (let left = TRIES; from.number < pin.number && left > 0; left--) {
      await this.#pause((this.#network.slotSeconds * 1000) / 2)
      from = await this.#newest(signal)
    }
    if (from.number < pin.number)
      throw new Error(`Block ${pin.number} is newer than what the validators have signed so far (${from.number})`)
    if (from.number === pin.number) return { number: from.number, hash: from.hash, by: from.by }
    if (!from.header) throw new Error(UNSHOWN)
    const { number, hash } = await ancestorAt(this.#options.sources, from.header, pin.number, signal)
    return { number, hash, by: `An ancestor of block ${from.number}. ${from.by}` }
  }

  async #newest(signal?: AbortSignal): Promise<Proven> {
    const { sources } = this.#options
    const { newest, finalized, signed } = await orAborted(this.#follow(), signal)
    for (let left = TRIES; ; left--) {
      const header = await headerWith(sources, newest.execution)
      signal?.throwIfAborted()
      if (header) return { ...provenOf(header), header, by: this.#signedBy(newest, signed) }
      if (left === 0) break
      await this.#pause(1_500)
    }
    const by = `${this.#network.name}'s validators made it final. ${this.#begunBy()}`
    const header = await headerWith(sources, finalized.execution)
    if (header) return { ...provenOf(header), header, by }
    // Every RPC up to date has it. So an RPC that shows another block with this number will be caught by this.
    if (finalized.number !== undefined) return { number: finalized.number, hash: finalized.execution, by }
    throw new Error(UNSHOWN)
  }

  #signedBy(newest: LightHeader, signed: number): string {
    const ago = agoOf(this.#now() - timeOf(this.#network, newest.slot))
    return `${signed} of the ${this.#network.committee} validators on duty signed it ${ago}; it is not final yet. ${this.#begunBy()}`
  }

  #begunBy = (): string => beginningOf(this.#state!.beginning)

  /** At most once in half a slot: nothing new is said more often. Whoever gives up does not stop it for others. */
  #follow(): Promise<Store> {
    const now = this.#now()
    const recent = now - this.#followed < this.#network.slotSeconds / 2
    if (this.#state && recent) return Promise.resolve(this.#state.store)
    const patience = AbortSignal.timeout(PATIENCE_MS)
    this.#following ??= this.#advance(now, patience)
      .catch((error: unknown) => {
        throw patience.aborted ? new Error('The consensus services take too long', { cause: error }) : error
      })
      .finally(() => (this.#following = undefined))
    return this.#following
  }

  async #advance(now: number, signal: AbortSignal): Promise<Store> {
    const { memory } = this.#options
    const slot = slotAt(this.#network, now)
    const state = (this.#state ??= await this.#begin(now, signal))
    const details: string[] = []
    let { store } = state
    for (const api of this.#apis) {
      try {
        store = await follow(this.#network, api, store, now, signal)
        if (store.signed > 0 && store.newest.slot >= slot - FRESH) break
        details.push(`${api.operator}: It is behind`)
      } catch (error) {
        signal.throwIfAborted()
        details.push(`${api.operator}: ${detailOf(error)}`)
      }
    }
    this.#state = { ...state, store }
    if (store.signed === 0 || store.newest.slot < slot - STALE)
      throw new Error(`No consensus service shows a signed block of the last minutes (${details.join('; ')})`)
    this.#followed = now
    const { slot: final } = store.finalized
    if (final !== this.#kept) await memory?.write(this.#network.chainId, { root: nameOf(store.finalized), slot: final })
    this.#kept = final
    return store
  }

  async #begin(now: number, signal: AbortSignal): Promise<{ store: Store; beginning: Beginning }> {
    const { checkpoint, memory } = this.#options
    if (checkpoint) return { store: await this.#beginAt(checkpoint, signal), beginning: { kind: 'chosen' } }
    const kept = await memory?.read(this.#network.chainId)
    if (kept && !isTooOld(this.#network, kept.slot, now)) {
      // Services forget old blocks; then two of them have to agree once more.
      const store = await this.#beginAt(kept.root, signal).catch(() => undefined)
      signal.throwIfAborted()
      if (store) {
        this.#kept = kept.slot
        return { store, beginning: { kind: 'kept' } }
      }
    }
    const { root, by } = await agreedCheckpoint(this.#network, this.#apis, now, signal)
    return { store: await this.#beginAt(root, signal), beginning: { kind: 'agreed', by } }
  }

  async #beginAt(root: Hex, signal: AbortSignal): Promise<Store> {
    const details: string[] = []
    for (const api of this.#apis) {
      try {
        return await begin(this.#network, api, root, signal)
      } catch (error) {
        signal.throwIfAborted()
        details.push(`${api.operator}: ${detailOf(error)}`)
      }
    }
    throw new Error(`No consensus service shows who is on duty (${details.join('; ')})`)
  }

  #now = (): number => this.#options.now?.() ?? Date.now() / 1000

  #pause = (ms: number): Promise<void> => this.#options.pause?.(ms) ?? new Promise((resolve) => setTimeout(resolve, ms))
}

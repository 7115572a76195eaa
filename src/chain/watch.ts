import { getBlock } from 'viem/actions'
import type { Hex, WorkId } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { ledgerEvents, type Seen } from './events.ts'
import { readLogs } from './logs.ts'
import { problemOf, type Problem } from './problems.ts'

export interface WatchHandlers {
  /** New events in ledger order; each is told once. */
  onEvents(events: Seen[], block: bigint): void
  /** The chain was reorganised: everything told from this block on is void and follows anew. */
  onRollback?(fromBlock: bigint): void
  onState?(state: WatchState): void
}

/** `stale`: the RPC does not answer; what was shown last stands, as of `block`. */
export type WatchState =
  { kind: 'live'; block: bigint } | { kind: 'stale'; block: bigint; problem: Problem; retryInMs: number }

export interface WatchOptions {
  /** Only these works; all when left out. */
  works?: readonly WorkId[]
  /** First block of interest; the newest when left out. */
  fromBlock?: bigint
  intervalMs?: number
  signal?: AbortSignal
}

interface Mark {
  readonly number: bigint
  readonly hash: Hex
}

/** How far back a reorganisation is recognised exactly; behind it the oldest mark is taken as final. */
const MARKS = 64
/** RPCs limit the range of one log request; this is below every common limit. */
const RANGE = 500n
const SLOWEST_MS = 30_000

/** Follows the ledger by asking for new blocks. Returns a function that stops it. */
export function watchLedger(client: ChainClient, handlers: WatchHandlers, options: WatchOptions = {}): () => void {
  const watch = new LedgerWatch(client, handlers, options)
  const stop = () => watch.stop()
  options.signal?.addEventListener('abort', stop, { once: true })
  void watch.run()
  return stop
}

class LedgerWatch {
  readonly #client: ChainClient
  readonly #handlers: WatchHandlers
  readonly #options: WatchOptions
  readonly #interval: number
  readonly #marks: Mark[] = []
  #next: bigint | undefined
  #failures = 0
  readonly #abort = new AbortController()
  #wake: (() => void) | undefined

  constructor(client: ChainClient, handlers: WatchHandlers, options: WatchOptions) {
    this.#client = client
    this.#handlers = handlers
    this.#options = options
    this.#interval = options.intervalMs ?? client.pollingInterval
    this.#next = options.fromBlock
  }

  stop(): void {
    this.#abort.abort()
    this.#wake?.()
  }

  async run(): Promise<void> {
    while (!this.#stopped()) await this.#pause(await this.#step())
  }

  /** One look at the chain; the milliseconds to wait before the next. */
  async #step(): Promise<number> {
    try {
      const block = await this.#advance()
      this.#failures = 0
      if (!this.#stopped()) this.#handlers.onState?.({ kind: 'live', block })
      return this.#interval
    } catch (error) {
      const retryInMs = Math.min(SLOWEST_MS, this.#interval * 2 ** ++this.#failures)
      const state = { kind: 'stale', block: (this.#next ?? 1n) - 1n, problem: problemOf(error), retryInMs } as const
      if (!this.#stopped()) this.#handlers.onState?.(state)
      return retryInMs
    }
  }

  #stopped(): boolean {
    return this.#abort.signal.aborted
  }

  async #advance(): Promise<bigint> {
    const head = await getBlock(this.#client)
    if (this.#lags(head)) return head.number
    await this.#rollBack()
    let next = this.#next ?? head.number + 1n
    this.#next = next
    while (next <= head.number && !this.#stopped()) {
      const last: bigint = next + RANGE - 1n
      const end: Mark = last < head.number ? await this.#mark(last) : head
      const events = await this.#eventsOf(next, end.number)
      if (this.#stopped()) break
      this.#next = next = end.number + 1n
      this.#marks.push({ number: end.number, hash: end.hash })
      if (this.#marks.length > MARKS) this.#marks.shift()
      if (events.length > 0) this.#handlers.onEvents(events, end.number)
    }
    return head.number
  }

  async #eventsOf(fromBlock: bigint, toBlock: bigint): Promise<Seen[]> {
    return ledgerEvents(await readLogs(this.#client, { works: this.#options.works, fromBlock, toBlock }))
  }

  /** Another RPC of the list may be some blocks behind: that is no reorganisation, and nothing to do. */
  #lags(head: Mark): boolean {
    const newest = this.#marks.at(-1)
    return newest !== undefined && head.number < newest.number
  }

  /** Drops marks whose block is no longer part of the chain, and goes back to the newest that is. */
  async #rollBack(): Promise<void> {
    const before = this.#next
    for (let mark = this.#marks.at(-1); mark; mark = this.#marks.at(-1)) {
      if ((await this.#mark(mark.number)).hash === mark.hash) break
      this.#marks.pop()
      this.#next = (this.#marks.at(-1)?.number ?? mark.number - 1n) + 1n
    }
    if (this.#next !== undefined && this.#next !== before) this.#handlers.onRollback?.(this.#next)
  }

  async #mark(blockNumber: bigint): Promise<Mark> {
    return getBlock(this.#client, { blockNumber })
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped()) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

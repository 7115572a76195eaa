import { anchorBlockAt, previousBlockAt, sequenceAt } from '../../royalties/columns/columns.ts'
import { decodeLog } from '../../royalties/decode.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { RawLog } from '../evidence.ts'
import type { LedgerReader, Told } from '../reader.ts'
import { RpcFailure } from './failure.ts'
import { Frontier, type Lead, type Slice } from './frontier.ts'
import type { Limits } from './limits.ts'
import { backOff, pause } from './pace.ts'
import { refusalOf, type Refusal } from './refusal.ts'
import { isColumns } from './told.ts'

/** Which part of a work's history is wanted. Blocks, both ends included. */
export interface Wanted {
  readonly low: number
  /** Holds an event. */
  readonly high: number
  /** How many there are. */
  readonly events: number
  /** Once so many have come, no more are asked for. */
  readonly enough?: number
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined
  readonly onEvents?: ((count: number) => void) | undefined
  /** Gets each answer as it comes. */
  readonly onAnswer?: ((told: Told) => void) | undefined
}

export interface Fetched {
  /** In no order. */
  readonly answers: readonly Told[]
  /** Why not everything was asked for. */
  readonly failure?: unknown
}

const AT_ONCE = 6
/** Silences that are taken as too much asked for; after them, the RPC is. */
const MOST_SILENCES = 2
/** Readers that do not wait themselves are asked again so often after a refusal for now. */
const MOST_WAITS = 5
/** Requests into the blue at most, when nothing leads on. */
const MOST_BLIND = 32
/** Where so few requests are enough, they are made from the oldest block upwards: what comes first can be hashed first. */
const MOST_RISING = 24
/** Answers without an event in a row, after which there is nothing where events were promised. */
const MOST_BARREN = 64
/** Events more than were promised, which may stand beside the first and the last: beyond, an RPC makes them up without end. */
const MOST_SURPLUS = 2_000

/** Asks for a part of a history in as few requests as the RPC allows. Rejects only when aborted. */
export async function fetchLogs(
  reader: LedgerReader,
  work: WorkId,
  wanted: Wanted,
  limits: Limits,
  options: FetchOptions = {},
): Promise<Fetched> {
  const fetching = new Fetching(reader, work, wanted, limits, options)
  await fetching.run()
  const { answers, failure } = fetching
  return failure === undefined ? { answers } : { answers, failure }
}

class Fetching {
  readonly answers: Told[] = []
  failure: unknown
  readonly #reader: LedgerReader
  readonly #work: WorkId
  readonly #wanted: Wanted
  readonly #limits: Limits
  readonly #options: FetchOptions
  readonly #frontier: Frontier
  #left: number
  #came = 0
  #seen = 0
  #barren = 0
  #rising: boolean
  #silences = 0
  #waits = 0
  readonly #running = new Set<Promise<void>>()

  constructor(reader: LedgerReader, work: WorkId, wanted: Wanted, limits: Limits, options: FetchOptions) {
    this.#reader = reader
    this.#work = work
    this.#wanted = wanted
    this.#limits = limits
    this.#options = options
    this.#left = wanted.events
    this.#rising = wanted.enough === undefined
    this.#frontier = new Frontier(wanted.low, wanted.high)
  }

  async run(): Promise<void> {
    for (;;) {
      this.#options.signal?.throwIfAborted()
      for (let slice; this.#mayAsk && (slice = this.#next());) this.#start(slice)
      if (this.#running.size === 0) return
      await Promise.race(this.#running)
    }
  }

  /** One request alone first: its refusal teaches as much as six. */
  get #mayAsk(): boolean {
    const { enough = Infinity } = this.#wanted
    const most = this.answers.length === 0 ? 1 : AT_ONCE
    const going = this.failure === undefined && this.#barren < MOST_BARREN && this.#came < enough
    return going && this.#running.size < most
  }

  #next(): Slice | undefined {
    const span = this.#limits.span(this.#density)
    const requests = this.#frontier.blocks / span
    if (this.#rising && requests <= MOST_RISING) return this.#frontier.lowest(span)
    this.#rising = false
    return this.#frontier.next(span, this.#dense || (this.#running.size === 0 && requests <= MOST_BLIND))
  }

  /** Events a block as they were found so far; the first time as they were promised, which need not be true. */
  get #density(): number {
    return this.#seen > 0 ? this.#came / this.#seen : this.#promised
  }

  get #promised(): number {
    return Math.max(0, this.#left) / Math.max(1, this.#frontier.blocks)
  }

  /** A request into the blue will rather find something than not. An anchor would only leave a splinter above it. */
  get #dense(): boolean {
    return this.#promised * this.#limits.span(this.#density) >= 0.5
  }

  #start(slice: Slice): void {
    const asked = this.#ask(slice).finally(() => this.#running.delete(asked))
    this.#running.add(asked)
    // It is awaited in `run`, or nobody wants to know any more.
    asked.catch(() => undefined)
  }

  async #ask(slice: Slice): Promise<void> {
    const limits = this.#limits
    const { signal, onEvents, onAnswer } = this.#options
    const blocks = slice.to - slice.from + 1
    try {
      const told = await this.#reader.range(this.#work, BigInt(slice.from), BigInt(slice.to), signal)
      limits.answered(blocks, told.length)
      this.answers.push(told)
      this.#left -= told.length
      this.#came += told.length
      this.#seen += blocks
      this.#barren = told.length > 0 ? 0 : this.#barren + 1
      if (this.#came > this.#wanted.events + MOST_SURPLUS)
        this.failure ??= new RpcFailure('malformed', 'The RPC sent more events than there are.')
      onEvents?.(told.length)
      onAnswer?.(told)
      const lead = leadOf(told)
      // How many there are below the newest answer, it says itself.
      if (lead && slice.to === this.#wanted.high) this.#left = Math.min(this.#left, lead.sequence - 1)
      if (lead) this.#frontier.follow(slice, lead, !this.#dense)
    } catch (error) {
      signal?.throwIfAborted()
      this.#frontier.back(slice)
      await this.#learn(error, blocks)
    }
  }

  async #learn(error: unknown, blocks: number): Promise<void> {
    const refusal = this.#refusalOf(error)
    if (refusal?.kind === 'rate' && !(error instanceof RpcFailure) && this.#waits < MOST_WAITS)
      return pause(refusal.after ?? backOff(this.#waits++), this.#options.signal)
    if (!refusal || refusal.kind === 'rate' || !this.#limits.refused(blocks, refusal)) this.failure ??= error
  }

  #refusalOf(error: unknown): Refusal | undefined {
    if (error instanceof RpcFailure && error.kind === 'timeout')
      return ++this.#silences < MOST_SILENCES ? { kind: 'logs' } : undefined
    return refusalOf(error)
  }
}

/** Where the oldest of these events leads. */
function leadOf(told: Told): Lead | undefined {
  if (!isColumns(told)) return told.map(leadOfLog).reduce(older, undefined)
  let oldest = 0
  for (let i = 1; i < told.length; i++) if (sequenceAt(told, i) < sequenceAt(told, oldest)) oldest = i
  if (told.length === 0) return undefined
  const [previousBlock, anchorBlock] = [previousBlockAt(told, oldest), anchorBlockAt(told, oldest)]
  return { sequence: sequenceAt(told, oldest), previousBlock, anchorBlock }
}

const older = (a: Lead | undefined, b: Lead | undefined) => (!a || (b && b.sequence < a.sequence) ? b : a)

function leadOfLog(log: RawLog): Lead | undefined {
  const decoded = decodeLog(log)
  if (!decoded.ok) return undefined
  const { sequence, previousBlock, anchorBlock } = decoded.event.stamp
  return { sequence, previousBlock: Number(previousBlock), anchorBlock: Number(anchorBlock) }
}

import type { Columns } from '../../royalties/columns/columns.ts'
import { headsOf, lastHead } from '../../royalties/columns/heads.ts'
import type { RawLog, Trail, WorkFacts } from '../evidence.ts'
import type { LedgerReader, Told } from '../reader.ts'
import { MOST_EVENTS, walk } from '../walk.ts'
import { assembled, gapsIn, linked, type Extent } from './assemble.ts'
import { placeOf, type HistoryCache } from './cache.ts'
import { fetchLogs } from './fetching.ts'
import { Hashing } from './hashing.ts'
import { limitsOf, type Limits } from './limits.ts'
import { beginningsIn } from './rollback.ts'
import { columnsIn, isColumns, rawLogs } from './told.ts'

export interface LoadOptions {
  readonly cache?: HistoryCache | undefined
  readonly signal?: AbortSignal | undefined
  /** How many more events came. */
  readonly onEvents?: ((count: number) => void) | undefined
  /** Events of one work that are fetched at most. */
  readonly mostEvents?: number | undefined
}

/** How often a part that is missing from the answers is asked for once more. */
const REPAIRS = 3
/** Gaps beyond one behind each answer, which is where honest RPCs have them. */
const MOST_GAPS = 16

/**
 * A work's whole history, in as few requests as the RPC allows, and only what is newer than what was kept. Its columns
 * are given only when they lead to the head that the contract has; when anything at all is off, the chain is walked
 * instead, so that what is off gets a name. Rejects only when aborted.
 */
export async function loadTrail(reader: LedgerReader, facts: WorkFacts, options: LoadOptions = {}): Promise<Trail> {
  if (facts.sequence === 0) return { facts, visits: [] }
  const { cache, signal, onEvents, mostEvents = MOST_EVENTS } = options
  const place = placeOf(reader.deployment, facts.work)
  const kept = await cache?.read(place)
  signal?.throwIfAborted()
  let loading = new Loading(reader, facts, options)
  for await (const known of beginningsIn(kept, reader, facts)) {
    loading = new Loading(reader, facts, options)
    if (known) onEvents?.(known.length)
    const columns = await loading.after(known)
    signal?.throwIfAborted()
    // An RPC that stopped answering will not answer more questions about the past either.
    if (!columns && loading.failed) break
    if (!columns) continue
    if (columns !== kept) void cache?.write(place, columns, known?.length ?? 0)
    return { facts, visits: [], columns }
  }
  return walk(reader, facts, { signal, mostEvents, told: loading.told() })
}

/** One attempt, from a beginning that is believed for now. */
class Loading {
  readonly #reader: LedgerReader
  readonly #facts: WorkFacts
  readonly #options: LoadOptions
  readonly #limits: Limits
  readonly #hashing: Hashing
  #known: Columns | undefined
  readonly #answers: Told[] = []
  failed = false

  constructor(reader: LedgerReader, facts: WorkFacts, options: LoadOptions) {
    this.#reader = reader
    this.#limits = limitsOf(reader.rpc)
    this.#hashing = new Hashing(reader.deployment, facts.work)
    this.#facts = facts
    this.#options = options
  }

  /** The history that has the contract's head; `undefined`: it is not to be had like this. */
  async after(known: Columns | undefined): Promise<Columns | undefined> {
    const { deployment } = this.#reader
    const { work, sequence, head } = this.#facts
    this.#known = known
    const fetching = this.#fetch(known)
    // Hashed while the first answer is on its way.
    if (known) this.#hashing.take(known)
    const columns = await fetching
    if (!columns || columns.length !== sequence || columns.work !== work || !linked(columns)) return undefined
    this.#hashing.finish(columns)
    return lastHead(columns, deployment, headsOf(columns, deployment)) === head ? columns : undefined
  }

  async #fetch(known: Columns | undefined): Promise<Columns | undefined> {
    const { work, sequence, lastBlock } = this.#facts
    const first = (known?.length ?? 0) + 1
    if (known && first > sequence) return known
    const mintBlock = this.#reader.mintBlocks?.get(work) ?? 0n
    const low = known ? known.blocks[known.length - 1]! + 1 : Number(mintBlock <= lastBlock ? mintBlock : 0n)
    const extent: Extent = { first, last: sequence, low, high: Number(lastBlock) }
    const { mostEvents = MOST_EVENTS } = this.#options
    const tooMany = sequence - first >= mostEvents
    const whole = await this.#ask(extent, tooMany ? mostEvents : undefined)
    let columns = tooMany || !whole ? undefined : this.#assembled()
    for (let round = 0; columns && round < REPAIRS; round++) {
      const gaps = gapsIn(columns, { ...extent, first: 1 })
      const torn = gaps.length > this.#answers.length + MOST_GAPS
      if (gaps.length === 0 || torn || !(await this.#repair(gaps))) break
      columns = this.#assembled()
    }
    return columns
  }

  #assembled(): Columns | undefined {
    const { work } = this.#facts
    const answers = this.#answers.map((told) => columnsIn(told, work, this.#reader.deployment.contract))
    if (!answers.every((each) => each !== undefined)) return undefined
    return assembled(work, this.#known ? [this.#known, ...answers] : answers)
  }

  /** RPCs leave logs out without a word, at a number of their own, or where one of their machines lags behind. */
  async #repair(gaps: readonly Extent[]): Promise<boolean> {
    this.#limits.cut(Math.max(0, ...this.#answers.map(({ length }) => length)))
    for (const gap of gaps) if (!(await this.#ask(gap))) return false
    return true
  }

  /** `false`: not everything was answered. */
  async #ask({ first, last, low, high }: Extent, enough?: number): Promise<boolean> {
    const { signal, onEvents } = this.#options
    const onAnswer = (told: Told) => isColumns(told) && this.#hashing.take(told)
    const options = { signal, onEvents, onAnswer }
    const wanted = { low, high, events: last - first + 1, ...(enough ? { enough } : {}) }
    const { answers, failure } = await fetchLogs(this.#reader, this.#facts.work, wanted, this.#limits, options)
    this.#answers.push(...answers)
    this.failed ||= failure !== undefined
    return failure === undefined
  }

  /** What this RPC answered, by block, for a walk. What was kept is not its word. */
  told(): (block: bigint) => readonly RawLog[] | undefined {
    const blocks = new Map<bigint, RawLog[]>()
    for (const answer of this.#answers)
      for (const log of rawLogs(answer, this.#reader.deployment.contract)) {
        const others = blocks.get(log.block)
        if (others) others.push(log)
        else blocks.set(log.block, [log])
      }
    return (block) => blocks.get(block)
  }
}

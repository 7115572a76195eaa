import type { WorkId } from '../royalties/words.ts'
import { clueHunt } from './blame.ts'
import { check } from './check.ts'
import type { Evidence, Pin } from './evidence.ts'
import { gather } from './gather.ts'
import type { HistoryCache } from './loading/cache.ts'
import type { LedgerReader } from './reader.ts'
import type { Report } from './report.ts'
import { hidesWork } from './state/hidden.ts'
import { detailOf } from './walk.ts'

export interface VerifyProgress {
  /** What is being done: choosing the block, reading events, having the state proven, checking all of it. */
  readonly stage: 'pin' | 'events' | 'proof' | 'check'
  /** Events found, of all that are known to exist so far. */
  readonly events: number
  readonly total: number
}

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined
  readonly mostEvents?: number | undefined
  /** Histories that were read before; left out: everything is fetched. */
  readonly cache?: HistoryCache | undefined
  readonly progress?: (progress: VerifyProgress) => void
  /** Read at this block and no other; left out: at the newest. */
  readonly pin?: Pin | undefined
  /** Adds what others say to what the RPC said, before all of it is checked. */
  readonly complete?: (evidence: Evidence) => Promise<Evidence>
}

export type Outcome =
  | { readonly ok: true; readonly report: Report; readonly evidence: Evidence }
  | { readonly ok: false; readonly problem: VerifyProblem }

export type VerifyProblem =
  | { readonly kind: 'noSuchWork' }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** The chain was reorganised again and again while it was read. */
  | { readonly kind: 'restless' }

const ATTEMPTS = 3
const HIDDEN: VerifyProblem = {
  kind: 'unreachable',
  detail: 'It says that there is no such work, and its own proof shows one',
}

/**
 * Recomputes everything about a work and compares it with the contract, at one block. Rejects only when aborted; an RPC
 * that does not answer is an outcome, and never looks like a wrong payout.
 */
export async function verifyWork(reader: LedgerReader, work: WorkId, options: VerifyOptions = {}): Promise<Outcome> {
  const attempts = options.pin ? 1 : ATTEMPTS
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const outcome = await attemptOnce(reader, work, options)
      if (outcome) return outcome
    } catch (error) {
      options.signal?.throwIfAborted()
      return { ok: false, problem: { kind: 'unreachable', detail: detailOf(error) } }
    }
  }
  return { ok: false, problem: { kind: 'restless' } }
}

/** `undefined`: the pinned block was replaced meanwhile. */
async function attemptOnce(reader: LedgerReader, work: WorkId, options: VerifyOptions): Promise<Outcome | undefined> {
  const told = new Told(options.progress)
  const pin = options.pin ?? (await reader.pin())
  const gathered = await gather(reader, work, pin, {
    signal: options.signal,
    mostEvents: options.mostEvents,
    cache: options.cache,
    onWork: (_, events) => told.work(events),
    onEvents: (events) => told.events(events),
    onProof: () => told.stage('proof'),
  })
  if (!gathered) return { ok: false, problem: (await hidesWork(reader, work, pin)) ? HIDDEN : { kind: 'noSuchWork' } }
  const evidence = (await options.complete?.(gathered)) ?? gathered
  told.stage('check')
  const report = check(evidence)
  if (report.verdict === 'verified') return { ok: true, report, evidence }
  options.signal?.throwIfAborted()
  if (!(await reader.stands(pin))) return undefined
  const clues = await clueHunt(reader, report)
  if (clues.length === 0) return { ok: true, report, evidence }
  const named = { ...evidence, clues }
  return { ok: true, report: check(named), evidence: named }
}

/** Counts what is known of all works together, and says so. */
class Told {
  readonly #progress: VerifyOptions['progress']
  #stage: VerifyProgress['stage'] = 'pin'
  #events = 0
  #total = 0

  constructor(progress: VerifyOptions['progress']) {
    this.#progress = progress
    this.#say()
  }

  work(events: number): void {
    this.#stage = 'events'
    this.#total += events
    this.#say()
  }

  events(more: number): void {
    this.#events += more
    this.#say()
  }

  stage(stage: VerifyProgress['stage']): void {
    this.#stage = stage
    this.#say()
  }

  #say(): void {
    const [events, total] = [this.#events, Math.max(this.#events, this.#total)]
    this.#progress?.({ stage: this.#stage, events, total })
  }
}

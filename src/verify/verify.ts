import type { WorkId } from '../royalties/words.ts'
import { clueHunt } from './blame.ts'
import { check, type Report } from './check.ts'
import type { Evidence } from './evidence.ts'
import { gather } from './gather.ts'
import type { LedgerReader } from './reader.ts'
import { detailOf } from './walk.ts'

export interface VerifyProgress {
  /** Events found, of all that are known to exist so far. */
  readonly events: number
  readonly total: number
}

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined
  readonly mostEvents?: number
  readonly progress?: (progress: VerifyProgress) => void
  /** Where the arithmetic runs: a worker in the page, the same thread in tests. */
  readonly check?: (evidence: Evidence) => Report | Promise<Report>
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

/**
 * Recomputes everything about a work and compares it with the contract, at one block. Rejects only when aborted; an RPC
 * that does not answer is an outcome, and never looks like a wrong payout.
 */
export async function verifyWork(reader: LedgerReader, work: WorkId, options: VerifyOptions = {}): Promise<Outcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
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
  const pin = await reader.pin()
  const evidence = await gather(reader, work, pin, { ...options, ...counting(options) })
  if (!evidence) return { ok: false, problem: { kind: 'noSuchWork' } }
  const judge = options.check ?? check
  const report = await judge(evidence)
  if (report.verdict === 'verified') return { ok: true, report, evidence }
  if (!(await reader.stands(pin))) return undefined
  const clues = await clueHunt(reader, report)
  if (clues.length === 0) return { ok: true, report, evidence }
  const named = { ...evidence, clues }
  return { ok: true, report: await judge(named), evidence: named }
}

function counting({ progress }: VerifyOptions) {
  let events = 0
  let total = 0
  return {
    onWork: (_: WorkId, more: number) => progress?.({ events, total: (total += more) }),
    onEvents: (more: number) => progress?.({ events: (events += more), total: Math.max(total, events) }),
  }
}

import type { WorkId } from '../royalties/words.ts'
import type { RawLog, Stop, Trail, Visit, WorkFacts } from './evidence.ts'
import type { LedgerReader } from './reader.ts'
import { firstStep, readVisit, type Step } from './visit.ts'

export interface WalkOptions {
  /** Events of one work that are fetched at most. */
  readonly mostEvents?: number
  readonly signal?: AbortSignal | undefined
  /** How many more events were found. */
  readonly onEvents?: ((count: number) => void) | undefined
  /** What the RPC has already said about a block. It is asked again only where that leads nowhere. */
  readonly told?: ((block: bigint) => readonly RawLog[] | undefined) | undefined
}

export const MOST_EVENTS = 200_000

/**
 * Follows a work's ledger chain backwards from the contract's head, one block at a time and no range ever. Ends because
 * every step goes down in block and in sequence (`readVisit`), and at `mostEvents`. Rejects only when aborted.
 */
export async function walk(reader: LedgerReader, facts: WorkFacts, options: WalkOptions = {}): Promise<Trail> {
  const { mostEvents = MOST_EVENTS, signal, onEvents, told } = options
  const visits: Visit[] = []
  let step: Step | 'end' | 'lost' = facts.sequence === 0 ? 'end' : firstStep(facts)
  let events = 0
  while (typeof step !== 'string') {
    signal?.throwIfAborted()
    if (events >= mostEvents) return { facts, visits, stop: { kind: 'tooLong', most: mostEvents } }
    const visit: Visit | Stop = toldVisit(reader, facts, step, told) ?? (await visitOf(reader, facts.work, step.block))
    if ('kind' in visit) return { facts, visits, stop: visit }
    visits.push(visit)
    const seen = readVisit(facts.work, reader.deployment.contract, visit, step)
    events += seen.events.length
    onEvents?.(seen.events.length)
    step = seen.next
  }
  return step === 'lost' ? { facts, visits, stop: { kind: 'lost' } } : { facts, visits }
}

/** What was said before, if it is whole: every event of the block from `step.top` down, and nothing else. */
function toldVisit(
  reader: LedgerReader,
  { work }: WorkFacts,
  step: Step,
  told: WalkOptions['told'],
): Visit | undefined {
  const logs = told?.(step.block)
  if (!logs) return undefined
  const visit: Visit = { block: step.block, logs }
  const { events, findings, next } = readVisit(work, reader.deployment.contract, visit, step)
  const rest = step.top - events.length
  const whole = events.every(({ event, rivals }, i) => event.stamp.sequence === step.top - i && rivals.length === 0)
  const leads = next === 'end' ? rest === 0 : next !== 'lost' && next.top === rest
  return whole && leads && events.length > 0 && findings.length === 0 ? visit : undefined
}

async function visitOf(reader: LedgerReader, work: WorkId, block: bigint): Promise<Visit | Stop> {
  try {
    return { block, logs: await reader.logs(work, block) }
  } catch (error) {
    return { kind: 'unreadable', block, detail: detailOf(error) }
  }
}

/** A foreign error in one line. */
export const detailOf = (error: unknown): string =>
  (error instanceof Error ? ((error as { shortMessage?: string }).shortMessage ?? error.message) : String(error))
    .split('\n')[0]!
    .slice(0, 240)

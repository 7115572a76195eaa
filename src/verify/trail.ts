import { genesis, advance } from '../royalties/chain.ts'
import type { Deployment, Hex, WorkId } from '../royalties/words.ts'
import type { Trail, WorkFacts } from './evidence.ts'
import type { Finding, Place } from './findings.ts'
import { placeOf, readVisit, type Placed, type Step } from './visit.ts'

/** A work's history as far as the RPC gave it, oldest first, and what is wrong with how it was given. */
export interface History {
  readonly facts: WorkFacts
  readonly events: readonly Placed[]
  /** Every event from the first to the contract's newest is there. */
  readonly gapless: boolean
  /** The head after each event; only from the genesis on, so empty when something is missing. */
  readonly heads: readonly Hex[]
  /** Gapless, and the last head is the contract's. */
  readonly proven: boolean
  readonly findings: readonly Finding[]
}

/** Where a walk begins: at the contract's newest event. */
export const firstStep = ({ lastBlock, sequence }: WorkFacts): Step => ({
  block: lastBlock,
  top: sequence,
  anchor: undefined,
})

/** Retraces a walk and recomputes its head. Pure: the same trail always gives the same history. */
export function historyOf(deployment: Deployment, trail: Trail): History {
  const { facts } = trail
  const newestFirst: Placed[] = []
  const findings: Finding[] = []
  let step: Step | 'end' | 'lost' = firstStep(facts)
  for (const visit of trail.visits) {
    if (typeof step === 'string' || visit.block !== step.block) break
    const seen = readVisit(facts.work, deployment.contract, visit, step)
    for (const placed of seen.events) newestFirst.push(placed)
    findings.push(...seen.findings)
    step = seen.next
  }
  const events = newestFirst.reverse()
  // What a stopped walk has not reached is not missing: it was not looked at.
  const unseen = trail.stop !== undefined && trail.stop.kind !== 'lost'
  const gaps = gapsOf(facts, events).filter(({ first }) => !unseen || first > 1)
  const chained = chain(deployment, facts, events, gaps.length > 0 || trail.stop !== undefined)
  return { facts, findings: [...findings, ...gaps, ...chained.findings], ...chained.history }
}

interface Chained {
  readonly history: Omit<History, 'facts' | 'findings'>
  readonly findings: readonly Finding[]
}

function chain(deployment: Deployment, facts: WorkFacts, events: readonly Placed[], incomplete: boolean): Chained {
  if (incomplete) return { history: { events, gapless: false, heads: [], proven: false }, findings: [] }
  const told = settleRivals(deployment, facts, events)
  const heads = headsAfter(deployment, facts.work, told.events)
  const head = heads.at(-1) ?? genesis(deployment, facts.work)
  const proven = head === facts.head
  const history = { events: told.events, gapless: true, heads, proven }
  const first = told.events[0]
  const last = told.events.at(-1)
  if (proven || !first || !last) return { history, findings: told.findings }
  const suspects = { first: placeOf(first), last: placeOf(last) }
  const mismatch: Finding = { kind: 'headMismatch', work: facts.work, expected: facts.head, actual: head, suspects }
  return { history, findings: [...told.findings, mismatch] }
}

export function headsAfter(deployment: Deployment, work: WorkId, events: readonly Placed[]): Hex[] {
  const heads: Hex[] = []
  let head = genesis(deployment, work)
  for (const { log } of events) heads.push((head = advance(head, log)))
  return heads
}

/** More rivalries than this are not tried out: 2^6 histories. */
const MOST_RIVALRIES = 6

/** Where several logs claim one place, the head decides which is true; the others are named as invented. */
function settleRivals(deployment: Deployment, { work, head }: WorkFacts, events: readonly Placed[]) {
  const contested = events.flatMap(({ rivals }, at) => (rivals.length > 0 ? [at] : []))
  let chosen = [...events]
  if (contested.length <= MOST_RIVALRIES)
    for (const choice of choices(contested, events)) {
      const tried = events.map((placed, at) => choice.get(at) ?? placed)
      if (headsAfter(deployment, work, tried).at(-1) !== head) continue
      chosen = tried
      break
    }
  const losers = contested.flatMap((at) =>
    [events[at]!, ...events[at]!.rivals].filter(({ log }) => log !== chosen[at]!.log),
  )
  const findings = losers.map((placed): Finding => ({ kind: 'invented', place: placeOf(placed), reason: 'rival' }))
  return { events: chosen, findings }
}

function* choices(contested: readonly number[], events: readonly Placed[]): Generator<Map<number, Placed>> {
  const [at, ...rest] = contested
  if (at === undefined) {
    yield new Map()
    return
  }
  for (const choice of choices(rest, events))
    for (const candidate of [events[at]!, ...events[at]!.rivals]) yield new Map([...choice, [at, candidate]])
}

/** Sequences that are missing, with the block in which the event after them says they are. */
function gapsOf({ work, sequence, lastBlock }: WorkFacts, events: readonly Placed[]): (Finding & { kind: 'gap' })[] {
  const gaps: (Finding & { kind: 'gap' })[] = []
  const note = (first: number, last: number, block: bigint) => {
    const place: Place = { work, sequence: last, block }
    if (first <= last) gaps.push({ kind: 'gap', place, first })
  }
  let next = 1
  for (const { event } of events) {
    note(next, event.stamp.sequence - 1, event.stamp.previousBlock)
    next = event.stamp.sequence + 1
  }
  note(next, sequence, lastBlock)
  return gaps
}

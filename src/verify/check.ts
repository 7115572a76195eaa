import { creditFaults, type CreditFault } from '../royalties/credits.ts'
import type { Fault } from '../royalties/faults.ts'
import { replay, type WorkState } from '../royalties/replay.ts'
import type { WorkId } from '../royalties/words.ts'
import { cluesFindings } from './clues.ts'
import { heldFindings, holderRows, type HolderRow } from './holders.ts'
import type { Evidence, Pin, Trail } from './evidence.ts'
import { gradeOf, workOf, type Finding, type Place } from './findings.ts'
import { historyOf, type History } from './trail.ts'
import { placeOf } from './visit.ts'

export type Verdict = 'verified' | 'differs' | 'unchecked'

export interface WorkReport extends Omit<History, 'findings'> {
  /** Up to the pinned block's second, in 1e-8 of a currency unit. */
  readonly income: bigint
  /** What running flows have paid for later seconds, in 1e-8 of a currency unit. */
  readonly prepaid: bigint
  /** What running flows bring, in 1e-8 of a currency unit a second. */
  readonly flowRate: bigint
  /** What is held for requests of the content key that were not answered yet, in currency units. Nobody's income. */
  readonly escrow: bigint
  /** Paid out ever, in currency units. */
  readonly claimed: bigint
}

/** What is known about a work's ledger, and how far it can be trusted. */
export interface Report {
  readonly subject: WorkId
  readonly pin: Pin
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  /** The subject first. */
  readonly works: readonly WorkReport[]
  readonly holders: readonly HolderRow[]
  readonly trust: Trust
}

/** DESIGN §6: two axes, never one badge. */
export interface Trust {
  readonly authenticity: 'oneRpc'
  /** `head`: recomputed from all events and equal to the contract's. `gapless`: sequence complete, head not reproduced. */
  readonly completeness: 'unknown' | 'gapless' | 'head'
}

/** Makes the verdict from the evidence alone. Pure and deterministic; runs in a worker. */
export function check(evidence: Evidence): Report {
  const histories = evidence.trails.map((trail) => historyOf(evidence.deployment, trail))
  const replays = histories.map(({ facts, events }) => replay(facts.ancestors, events, { until: evidence.pin.time }))
  const states = new Map(histories.map(({ facts }, i) => [facts.work, replays[i]!.state]))
  const subject = histories.find(({ facts }) => facts.work === evidence.subject)
  const rows = subject ? holderRows(states.get(evidence.subject)!, evidence.holdings) : []
  const raw = histories.flatMap((history, i) => workFindings(history, replays[i]!.faults))
  const named = cluesFindings(evidence.clues, histories, raw)
  const cause = causeOf(named)
  const findings = [
    ...evidence.trails.flatMap(stopFindings),
    ...evidence.doubts.map((doubt): Finding => ({ kind: 'couldNotCheck', ...doubt })),
    ...named,
    ...creditFindings(histories),
    ...royaltyFindings(histories),
    ...histories.flatMap((history, i) => incomeFindings(history, replays[i]!.state, cause)),
    ...(subject?.gapless ? heldFindings(subject.facts, rows, cause) : []),
  ]
  const works = histories.map(({ findings: _, ...history }) => reportOf(history, states.get(history.facts.work)!))
  const verdict = verdictOf(findings, histories)
  return {
    subject: evidence.subject,
    pin: evidence.pin,
    verdict,
    findings,
    works,
    holders: rows,
    trust: trustOf(subject),
  }
}

const reportOf = (history: Omit<History, 'findings'>, state: WorkState): WorkReport => ({
  ...history,
  income: state.income,
  prepaid: state.running.ahead(),
  flowRate: state.running.rate,
  escrow: state.requests.escrow(),
  claimed: state.claimed,
})

const trustOf = (subject: History | undefined): Trust => ({
  authenticity: 'oneRpc',
  completeness: subject?.proven ? 'head' : subject?.gapless ? 'gapless' : 'unknown',
})

function verdictOf(findings: readonly Finding[], histories: readonly History[]): Verdict {
  const proven = new Set(histories.flatMap((history) => (history.proven ? [history.facts.work] : [])))
  const grades = findings.map((finding) => gradeOf(finding, proven.has(workOf(finding))))
  if (grades.includes('wrong')) return 'differs'
  return grades.includes('unknown') || histories.length === 0 ? 'unchecked' : 'verified'
}

/** Rules are judged only on a complete history: after a gap everything would look wrong, and would be no news. */
const workFindings = (history: History, faults: readonly Fault[]): Finding[] => [
  ...history.findings,
  ...(history.gapless ? faults.flatMap((fault) => faultFinding(history, fault)) : []),
]

function faultFinding({ events }: History, fault: Fault): Finding[] {
  const { at, ...rest } = fault
  const event = events[at]
  // Gaps are named where the walk found them.
  if (!event || rest.kind === 'gap') return []
  return [{ ...rest, place: placeOf(event) }]
}

function stopFindings({ facts: { work }, stop }: Trail): Finding[] {
  if (!stop || stop.kind === 'lost') return []
  const detail =
    stop.kind === 'tooLong'
      ? `Only the newest ${stop.most} events were fetched`
      : `Block ${stop.block} could not be read: ${stop.detail}`
  return [{ kind: 'couldNotCheck', work, what: 'history', detail }]
}

/** Only histories that are complete may accuse each other. */
function creditFindings(histories: readonly History[]): Finding[] {
  const complete = histories.filter(({ gapless }) => gapless)
  const ledgers = complete.map(({ facts: { work, ancestors }, events }) => ({
    work,
    ancestors,
    events: events.map(({ event }) => event),
  }))
  const places = new Map(complete.map(({ facts, events }) => [facts.work, events]))
  const place = ({ work, sequence }: CreditFault): Place => placeOf(places.get(work)![sequence - 1]!)
  return creditFaults(ledgers).map((fault) => ({ ...fault, place: place(fault) }))
}

/** What an ancestor asks is immutable, so what was frozen into a descendant must still be what it asks. */
function royaltyFindings(histories: readonly History[]): Finding[] {
  const asked = new Map(histories.map(({ facts }) => [facts.work, facts.ancestorRoyalty]))
  return histories.flatMap(({ facts: { work, ancestors } }) =>
    ancestors.flatMap(({ work: ancestor, royalty: frozen }): Finding[] => {
      const now = asked.get(ancestor)
      return now === undefined || now === frozen ? [] : [{ kind: 'royaltyDiffers', work, ancestor, asked: now, frozen }]
    }),
  )
}

/** What has come in, what is paid for later, and how fast it comes: each is recomputed and compared. */
function incomeFindings({ facts, gapless }: History, state: WorkState, cause: Place | undefined): Finding[] {
  if (!gapless) return []
  const { work, income, prepaid, flowRate } = facts
  const { running } = state
  const sums = [
    { kind: 'incomeDiffers', recomputed: state.income, onChain: income },
    { kind: 'prepaidDiffers', recomputed: running.ahead(), onChain: prepaid },
    { kind: 'flowRateDiffers', recomputed: running.rate, onChain: flowRate },
  ] as const
  return sums.flatMap((sum) => (sum.recomputed === sum.onChain ? [] : [{ ...sum, work, cause }]))
}

/** The first event that is known to be false, as the cause of the differences it makes. */
function causeOf(findings: readonly Finding[]): Place | undefined {
  for (const finding of findings) if ('place' in finding && gradeOf(finding, false) === 'wrong') return finding.place
  return findings.find((finding) => finding.kind === 'headMismatch')?.suspects.first
}

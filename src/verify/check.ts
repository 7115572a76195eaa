import { fastReplay } from '../royalties/columns/replay.ts'
import { replay, type Replay, type WorkState } from '../royalties/replay.ts'
import type { WorkId } from '../royalties/words.ts'
import { cluesFindings } from './clues.ts'
import type { Doubt, Evidence, Trail } from './evidence.ts'
import type { Finding, Place } from './findings.ts'
import { heldFindings, holderRows } from './holders.ts'
import { eventsOf } from './ledger.ts'
import type { Report, WorkReport } from './report.ts'
import { hashBudget } from './rivals.ts'
import { creditFindings, royaltyFindings, workFindings } from './rules.ts'
import { stateFindings } from './state/differences.ts'
import { provenOf } from './state/proven.ts'
import { historyOf, type History } from './trail.ts'
import { blameOf, causeOf, headerFindings, trustOf, verdictOf, type Judged } from './trust.ts'

export type { Blame, Liar, Report, Trust, Verdict, WorkReport } from './report.ts'

/** Makes the verdict from the evidence alone. Pure and deterministic; runs in a worker. */
export function check(evidence: Evidence): Report {
  const { pin, subject } = evidence
  const budget = hashBudget()
  const histories = evidence.trails.map((trail) => historyOf(evidence.deployment, trail, budget))
  const replays = histories.map((history) => replayOf(history, pin.time))
  const states = new Map<WorkId, WorkState>(histories.map(({ facts }, i) => [facts.work, replays[i]!.state]))
  const asked = histories.find(({ facts }) => facts.work === subject)
  const holders = asked ? holderRows(states.get(subject)!, evidence.holdings) : []
  const named = cluesFindings(
    evidence.clues,
    histories,
    histories.flatMap((history, i) => workFindings(history, replays[i]!.faults)),
  )
  const cause = causeOf(named)
  const state = provenOf(evidence)
  const findings = [
    ...evidence.trails.flatMap(stopFindings),
    ...doubtsOf(evidence).map((doubt): Finding => ({ kind: 'couldNotCheck', ...doubt })),
    ...stateFindings(evidence, state),
    ...headerFindings(evidence),
    ...named,
    ...creditFindings(histories),
    ...royaltyFindings(histories),
    ...histories.flatMap((history) => incomeFindings(history, states.get(history.facts.work)!, cause)),
    ...(asked?.gapless ? heldFindings(asked.facts, holders, cause) : []),
  ]
  const judged: Judged = { evidence, state, histories, states, holders, findings }
  const verdict = verdictOf(judged)
  return {
    ...{ subject, pin, verdict, findings, holders },
    blame: verdict === 'differs' ? blameOf(judged) : undefined,
    works: histories.map((history) => reportOf(history, states.get(history.facts.work)!)),
    trust: trustOf(judged),
    testimonies: evidence.testimonies ?? [],
    headerBy: evidence.header?.by,
    liars: [],
  }
}

/** What is honest is found out fast; what is not, in the way that can say why. */
const replayOf = (history: History, until: number): Replay => {
  const { facts, columns } = history
  return fastReplay(facts.ancestors, columns, until) ?? replay(facts.ancestors, eventsOf(history), { until })
}

const reportOf = ({ findings: _, ...history }: History, state: WorkState): WorkReport => ({
  ...history,
  income: state.income,
  prepaid: state.running.ahead(),
  flowRate: state.running.rate,
  escrow: state.requests.escrow(),
  claimed: state.claimed,
})

/** Without a proof of the state nothing is verified, whoever forgot to say so. */
function doubtsOf({ state, subject: work, doubts }: Evidence): readonly Doubt[] {
  if (state || doubts.some(({ what }) => what === 'state')) return doubts
  return [...doubts, { work, what: 'state', detail: 'No proof of what the contract holds was given' }]
}

function stopFindings({ facts: { work }, stop }: Trail): Finding[] {
  if (!stop || stop.kind === 'lost') return []
  const detail =
    stop.kind === 'tooLong'
      ? `Only the newest ${stop.most} events were fetched`
      : `Block ${stop.block} could not be read: ${stop.detail}`
  return [{ kind: 'couldNotCheck', work, what: 'history', detail }]
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

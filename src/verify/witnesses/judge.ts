/** Which of several tellings is the report, and who was caught lying. */
import type { WorkId } from '../../royalties/words.ts'
import type { Finding } from '../findings.ts'
import type { Liar, Report } from '../report.ts'
import type { Outcome } from '../verify.ts'
import { blockDispute, ledgerDispute } from './dispute.ts'
import { lies, stateFindings } from './lies.ts'
import { countOperators } from './operator.ts'
import type { Pinned } from './pin.ts'
import { isProven, type Telling } from './telling.ts'
import type { Dispute, Witness } from './words.ts'

type Told = Telling & { readonly outcome: Outcome & { readonly ok: true } }

/** Rejects only when aborted. `tellings`: at least one. */
export async function judge(
  tellings: readonly Telling[],
  pinned: Pinned,
  work: WorkId,
  signal?: AbortSignal,
): Promise<Outcome> {
  const told = tellings.filter((telling): telling is Told => telling.outcome.ok)
  const caught = new Map<Witness, Finding[]>()
  const disputes: Dispute[] = []
  for (let chosen = choose(told, caught); chosen; chosen = choose(told, caught)) {
    signal?.throwIfAborted()
    if (chosen.outcome.report.blame === 'rpc') break
    const open = await contradictions(chosen, told, pinned, work, { caught, disputes, signal })
    if (caught.has(chosen.witness)) continue
    return reported(chosen, told, pinned, { caught, disputes, open })
  }
  // Nobody could be believed: the first report that there is names its own RPC's lies.
  const first = told[0]
  if (!first) return tellings.map(({ outcome }) => outcome).toSorted(byProblem)[0]!
  return reported(first, told, pinned, { caught, disputes, open: false })
}

/** That there is no such work says more than that there was no answer. */
const byProblem = (a: Outcome, b: Outcome): number => rankOf(a) - rankOf(b)
const rankOf = (outcome: Outcome): number => (!outcome.ok && outcome.problem.kind === 'noSuchWork' ? 0 : 1)

/** More than anything that can be open. */
const LIES = 1e9

/** The best that is left, in the order of the RPCs: proven, then what fewest things are open of, then what lies. */
function choose(told: readonly Told[], caught: ReadonlyMap<Witness, unknown>): Told | undefined {
  const rank = ({ outcome: { report } }: Told): number => {
    if (report.blame === 'rpc') return LIES
    return report.verdict === 'unchecked'
      ? 1 + report.findings.filter(({ kind }) => kind === 'couldNotCheck').length
      : 0
  }
  return told.filter(({ witness }) => !caught.has(witness)).toSorted((a, b) => rank(a) - rank(b))[0]
}

interface Court {
  readonly signal?: AbortSignal | undefined
  readonly caught: Map<Witness, Finding[]>
  readonly disputes: Dispute[]
}

/** Settles what others tell against the chosen; whether something stayed open that matters. */
async function contradictions(
  chosen: Told,
  told: readonly Told[],
  pinned: Pinned,
  work: WorkId,
  court: Court,
): Promise<boolean> {
  const { caught, disputes } = court
  let open = false
  for (const [witness, facts] of chosen.against) {
    if (caught.has(witness)) continue
    const own = told.find((each) => each.witness === witness)
    if (isProven(chosen.outcome)) caught.set(witness, stateFindings(chosen.facts!, facts))
    else if (own?.outcome.report.blame === 'rpc') caught.set(witness, [])
    else {
      const { columns } = chosen.outcome.report.works[0]!
      const first = BigInt(columns.blocks[0] ?? 0)
      const dispute = await ledgerDispute([chosen.witness, witness], work, pinned.pin, first, court.signal)
      disputes.push(dispute)
      if (dispute.liar === chosen.witness.rpc) caught.set(chosen.witness, proofWrong(work, dispute))
      else if (dispute.liar === witness.rpc) caught.set(witness, proofWrong(work, dispute))
      else open = true
    }
    if (caught.has(chosen.witness)) return false
  }
  const others = await otherBlocks(chosen, pinned, work, court)
  return open || others
}

/** RPCs that show another block at the pinned height. Unproven, they count by operators. */
async function otherBlocks(
  { witness: teller, outcome }: Told,
  { pin, said }: Pinned,
  work: WorkId,
  { caught, disputes, signal }: Court,
): Promise<boolean> {
  const against: Witness[] = []
  for (const [witness, each] of said) {
    if (each.said !== 'other' || caught.has(witness)) continue
    const { headerBy } = outcome.report
    // A light client's block is not contradicted by whoever stopped at some older one.
    if (headerBy !== undefined && each.at !== undefined) continue
    if (headerBy !== undefined && each.hash && each.hash !== pin.hash)
      caught.set(witness, [{ kind: 'otherChain', work, block: pin.number, told: each.hash, proven: pin.hash }])
    else if (each.forged)
      caught.set(witness, [{ kind: 'proofWrong', work, detail: each.detail ?? 'Its block is none' }])
    else if (each.hash === pin.hash) against.push(witness)
    else {
      const dispute = await blockDispute([teller, witness], work, each.at ?? pin.number, signal)
      disputes.push(dispute)
      if (dispute.liar === witness.rpc) caught.set(witness, proofWrong(work, dispute))
      else against.push(witness)
    }
  }
  const same = [...said].flatMap(([witness, each]) => (each.said === 'same' ? [witness] : []))
  return against.length > 0 && countOperators(against) >= countOperators(same)
}

const proofWrong = (work: WorkId, { detail }: Dispute): Finding[] => [{ kind: 'proofWrong', work, detail }]

interface Settled extends Court {
  readonly open: boolean
}

function reported(chosen: Told, told: readonly Told[], pinned: Pinned, { caught, disputes, open }: Settled): Outcome {
  const { report } = chosen.outcome
  const others = told.filter(({ witness, outcome }) => witness !== chosen.witness && outcome.report.blame === 'rpc')
  for (const { witness, outcome } of others)
    caught.set(witness, lies(outcome.report, report, caught.get(witness) ?? []))
  const order = [...pinned.said.keys()]
  const liars = order.flatMap((witness): Liar[] => {
    const findings = caught.get(witness)
    return findings && witness !== chosen.witness ? [{ rpc: witness.rpc, findings }] : []
  })
  const named = { ...report, rpc: chosen.witness.rpc, liars: [...report.liars, ...liars], disputes }
  return { ...chosen.outcome, report: open ? doubtful(named) : named }
}

/** Nothing proves which of several tellings is right. */
export function doubtful(report: Report): Report {
  const detail =
    report.verdict === 'differs'
      ? 'RPCs contradict each other; by what one of them says it does not add up, and nothing proves which is right'
      : 'RPCs contradict each other, and nothing proves which is right'
  const finding: Finding = { kind: 'couldNotCheck', work: report.subject, what: 'witnesses', detail }
  return { ...report, verdict: 'unchecked', blame: undefined, findings: [...report.findings, finding] }
}

import { lastHead } from '../royalties/columns/heads.ts'
import { dueOf, type WorkState } from '../royalties/replay.ts'
import type { Ask } from '../royalties/split.ts'
import type { WorkId } from '../royalties/words.ts'
import type { Evidence, Testimony } from './evidence.ts'
import { gradeOf, workOf, type Finding, type Place } from './findings.ts'
import type { HolderRow } from './holders.ts'
import type { Blame, Trust, Verdict } from './report.ts'
import type { Proven } from './state/proven.ts'
import type { ProvenWork } from './state/work.ts'
import type { History } from './trail.ts'
import type { Checked } from './trie/checked.ts'

/** Everything that was found out, before it is summed up. */
export interface Judged {
  readonly evidence: Evidence
  readonly state: Checked<Proven>
  readonly histories: readonly History[]
  readonly states: ReadonlyMap<WorkId, WorkState>
  readonly holders: readonly HolderRow[]
  readonly findings: readonly Finding[]
}

/** A light client that knows another block where the pinned one should be. */
export function headerFindings({ subject: work, pin, header }: Evidence): Finding[] {
  if (!header || header.number !== pin.number || header.hash === pin.hash) return []
  return [{ kind: 'otherChain', work, block: pin.number, told: pin.hash, proven: header.hash }]
}

export function verdictOf({ histories, findings }: Judged): Verdict {
  const proven = new Set(histories.flatMap((history) => (history.proven ? [history.facts.work] : [])))
  const grades = findings.map((finding) => gradeOf(finding, proven.has(workOf(finding))))
  if (grades.includes('wrong')) return 'differs'
  return grades.includes('unknown') || histories.length === 0 ? 'unchecked' : 'verified'
}

/** The first event that is known to be false, as the cause of the differences it makes. */
export function causeOf(findings: readonly Finding[]): Place | undefined {
  for (const finding of findings) if ('place' in finding && gradeOf(finding, false) === 'wrong') return finding.place
  return findings.find((finding) => finding.kind === 'headMismatch')?.suspects.first
}

/**
 * The contract is accused only of what no RPC can have made up: its code and storage are proven, the events lead to the
 * proven head, and they break a rule, or do not add up to the proven numbers. Everything else is the RPC's.
 */
export function blameOf(judged: Judged): Blame {
  const works = provenWorks(judged)
  const stands = (work: WorkId) => works.has(work)
  return judged.findings.some((finding) => {
    switch (finding.kind) {
      case 'stampWrong':
      case 'supplyWrong':
      case 'unitsMissing':
      case 'claimTooHigh':
      case 'flowWrong':
      case 'requestWrong':
        return stands(finding.place.work)
      case 'splitWrong':
      case 'creditWithoutPayment':
        return stands(finding.place.work) && stands(finding.source)
      case 'creditMissing':
        return stands(finding.place.work) && stands(finding.ancestor)
      case 'royaltyDiffers': {
        const frozen = works.get(finding.work)?.ancestors.find(({ work }) => work === finding.ancestor)
        const asked = works.get(finding.ancestor)?.ancestorRoyalty
        return frozen !== undefined && asked !== undefined && frozen.royalty !== asked
      }
      case 'incomeDiffers':
      case 'prepaidDiffers':
      case 'flowRateDiffers':
        return stands(finding.work) && sumsDiffer(works.get(finding.work)!, judged.states.get(finding.work)!)
      case 'balanceDiffers':
      case 'dueDiffers':
        return stands(finding.work) && holdersDiffer(works.get(finding.work)!, judged.holders)
      default:
        return false
    }
  })
    ? 'contract'
    : 'rpc'
}

/** Works whose recomputed head is the proven one, under the proven code, and that were replayed with the proven ancestors. */
function provenWorks({ evidence, state, histories, findings }: Judged): Map<WorkId, ProvenWork> {
  const works = new Map<WorkId, ProvenWork>()
  // What another chain proves says nothing of the contract on this one.
  if (!state.ok || findings.some(({ kind }) => kind === 'foreignCode' || kind === 'otherChain')) return works
  for (const { facts, columns, gapless, heads } of histories) {
    const found = state.value.works.get(facts.work)
    const complete = found && gapless && columns.length === found.sequence && alike(facts.ancestors, found.ancestors)
    if (complete && lastHead(columns, evidence.deployment, heads) === found.head) works.set(facts.work, found)
  }
  return works
}

const alike = (told: readonly Ask[], proven: readonly Ask[]): boolean =>
  told.length === proven.length &&
  told.every(({ work, royalty }, i) => work === proven[i]!.work && royalty === proven[i]!.royalty)

/** Whether what was recomputed is not what is proven. What was not proven differs from nothing. */
const sumsDiffer = ({ flowing }: ProvenWork, { income, running }: WorkState): boolean =>
  flowing !== undefined &&
  (flowing.income !== income || flowing.prepaid !== running.ahead() || flowing.flowRate !== running.rate)

const holdersDiffer = ({ holdings, flowing }: ProvenWork, rows: readonly HolderRow[]): boolean =>
  rows.some(({ account, units, due }) => {
    const held = holdings.get(account)
    return held && (held.units !== units || (flowing !== undefined && dueOf(held, flowing.income) !== due))
  })

export const trustOf = (judged: Judged): Trust => ({
  authenticity: authenticityOf(judged),
  completeness: completenessOf(judged),
  rpcs: countOf(judged.evidence.testimonies ?? []),
})

function authenticityOf({ evidence, state, findings }: Judged): Trust['authenticity'] {
  const { header, pin, testimonies = [] } = evidence
  const doubted = findings.some(
    (finding) =>
      ['stateDiffers', 'proofWrong', 'foreignCode', 'otherChain'].includes(finding.kind) ||
      (finding.kind === 'couldNotCheck' && finding.what === 'state'),
  )
  if (state.ok && !doubted)
    return header?.hash === pin.hash && header.number === pin.number ? 'provenHeader' : 'provenState'
  const { same, other } = countOf(testimonies)
  return same > 0 && other === 0 ? 'severalRpcs' : 'oneRpc'
}

function completenessOf(judged: Judged): Trust['completeness'] {
  const { evidence, state, histories, states, holders, findings } = judged
  const { subject } = evidence
  const history = histories.find(({ facts }) => facts.work === subject)
  if (!history?.gapless) return 'unknown'
  if (provenWorks(judged).has(subject)) return 'head'
  const found = state.ok ? state.value.works.get(subject) : undefined
  const foreign = findings.some(({ kind }) => kind === 'foreignCode')
  const all = found?.flowing && holders.every(({ account }) => found.holdings.has(account))
  if (found && all && !foreign && !sumsDiffer(found, states.get(subject)!) && !holdersDiffer(found, holders))
    return 'totals'
  return history.proven && !findings.some((finding) => workOf(finding) === subject && isSum(finding))
    ? 'gapless'
    : 'unknown'
}

/** About what is owed: a sum that differs, or one that could not be read. */
const isSum = (finding: Finding): boolean =>
  /^(income|prepaid|flowRate|balance|due)Differs$/.test(finding.kind) ||
  (finding.kind === 'couldNotCheck' && finding.what === 'holdings')

function countOf(testimonies: readonly Testimony[]): Trust['rpcs'] {
  const count = { same: 0, other: 0, behind: 0, silent: 0 }
  // Two addresses of one operator count once.
  for (const each of new Set(testimonies.map(({ operator, said }) => `${said} ${operator}`)))
    count[each.split(' ')[0] as Testimony['said']] += 1
  return count
}

import { deployment } from '../../../contracts-abi/deployment.ts'
import { LINEAGE_LIMITS } from '../../royalties/lineage.ts'
import { payableOf } from '../../royalties/replay.ts'
import type { Evidence, Held, Trail, WorkFacts } from '../evidence.ts'
import type { Finding } from '../findings.ts'
import type { Checked } from '../trie/checked.ts'
import type { Proven } from './proven.ts'
import type { ProvenWork } from './work.ts'

type Differs = Extract<Finding, { kind: 'stateDiffers' }>
type Note = (field: string, told: bigint, proven: bigint | undefined) => void

/**
 * What the contract's views were said to say, held against what its storage is proven to hold. The proven code computes
 * its views from nothing else, so a difference is a lie of the RPC, or a proof file that was tampered with. Nothing is found where there is no proof: that
 * is a doubt, and said as one.
 */
export function stateFindings(evidence: Evidence, checked: Checked<Proven>): Finding[] {
  const { subject: work, state } = evidence
  if (!state) return []
  if (!checked.ok)
    return [
      checked.reason === 'wrong'
        ? { kind: 'proofWrong', work, detail: checked.detail }
        : { kind: 'couldNotCheck', work, what: 'state', detail: checked.detail },
    ]
  const { codeHash } = checked.value
  // The code names its libraries by addresses that are hashes of their code: this one hash stands for all of it.
  const expected = deployment.tributary.codeHash
  if (codeHash !== expected) return [{ kind: 'foreignCode', work, expected, actual: codeHash }]
  return evidence.trails.flatMap((trail) => workFindings(trail, evidence, checked.value))
}

function workFindings({ facts }: Trail, { subject, holdings }: Evidence, { works }: Proven): Finding[] {
  const { work } = facts
  const found = works.get(work)
  const missing = (detail: string): Finding => ({ kind: 'couldNotCheck', work, what: 'state', detail })
  if (!found) return [missing('It is not in the proof')]
  const findings: Finding[] = factFindings(facts, found)
  if (!found.flowing) findings.push(missing('The ends of its flows are not in the proof'))
  if (work !== subject) return findings
  const held = holdings.map((each) => ({
    told: each,
    proven: found.holdings.get(each.account.toLowerCase() as Held['account']),
  }))
  const unproven = held.filter((each) => !each.proven).length
  if (unproven > 0) findings.push(missing(`${unproven} of ${held.length} holders are not in the proof`))
  return [...findings, ...held.flatMap(({ told }) => holdingFindings(told, found))]
}

function factFindings(told: WorkFacts, found: ProvenWork): Differs[] {
  const { work } = told
  const findings: Differs[] = []
  const note: Note = (field, said, proven) => {
    if (proven !== undefined && said !== proven)
      findings.push({ kind: 'stateDiffers', work, field, told: said, proven })
  }
  note('sequence', BigInt(told.sequence), BigInt(found.sequence))
  note('lastBlock', told.lastBlock, found.lastBlock)
  note('head', BigInt(told.head), BigInt(found.head))
  note('currency', BigInt(told.currency), BigInt(found.currency))
  note('ancestorRoyalty', BigInt(told.ancestorRoyalty), BigInt(found.ancestorRoyalty))
  note('income', told.income, found.flowing?.income)
  note('prepaid', told.prepaid, found.flowing?.prepaid)
  note('flowRate', told.flowRate, found.flowing?.flowRate)
  note('ancestors', BigInt(told.ancestors.length), BigInt(found.ancestors.length))
  // Where many more are told, their number says it.
  for (const [i, { work: ancestor, royalty }] of told.ancestors.slice(0, LINEAGE_LIMITS.ancestors).entries()) {
    note(`ancestor ${i + 1}`, ancestor, found.ancestors[i]?.work)
    note(`royalty of ancestor ${i + 1}`, BigInt(royalty), found.ancestors[i] && BigInt(found.ancestors[i].royalty))
  }
  return findings
}

function holdingFindings(
  { account, units, debt, claimable }: Held,
  { work, holdings, flowing }: ProvenWork,
): Differs[] {
  const holding = holdings.get(account.toLowerCase() as Held['account'])
  if (!holding) return []
  const findings: Differs[] = []
  const note: Note = (field, told, proven) => {
    if (proven !== undefined && told !== proven)
      findings.push({ kind: 'stateDiffers', work, field, account, told, proven })
  }
  note('units', units, holding.units)
  note('debt', debt, holding.debt)
  note('claimable', claimable, flowing && payableOf({ ...holding, claimed: 0n }, flowing.income))
  return findings
}

import type { WorkFacts } from '../evidence.ts'
import type { Finding } from '../findings.ts'
import type { Report } from '../report.ts'
import { namesOf } from './names.ts'
import { differenceOf } from './testimony.ts'

/** By what is true now, dropped and changed events are named one by one; what only follows from them is no news any more. */
export function lies(told: Report, truth: Report, found: readonly Finding[]): Finding[] {
  const named = told.works.flatMap((work) => {
    const real = truth.works.find(({ facts }) => facts.work === work.facts.work)
    return truth.blame !== 'rpc' && real?.proven ? namesOf(work.columns, real.columns) : []
  })
  const own = told.findings.filter(({ kind }) => (named.length === 0 ? kind !== 'couldNotCheck' : OWN.has(kind)))
  const state = own.some(({ kind }) => kind === 'stateDiffers')
  return [...named, ...found.filter(({ kind }) => !state || kind !== 'stateDiffers'), ...own]
}

/** What an RPC does wrong whatever the history is. */
const OWN: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>([
  ...(['invented', 'repeated', 'outOfOrder', 'malformed'] as const),
  ...(['stateDiffers', 'proofWrong', 'foreignCode', 'otherChain'] as const),
])

/** Against proven facts. What is no number is told by `headMismatch`. */
export function stateFindings(proven: WorkFacts, told: WorkFacts | undefined): Finding[] {
  const { work } = proven
  const field = differenceOf(proven, told) ?? 'facts'
  const [a, b] = [numberOf(told, field), numberOf(proven, field)]
  return [{ kind: 'stateDiffers', work, field, told: a, proven: b }]
}

function numberOf(facts: WorkFacts | undefined, field: string): bigint {
  const value = facts?.[field as keyof WorkFacts]
  return value === undefined || typeof value === 'object' ? 0n : BigInt(value)
}

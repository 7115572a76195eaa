import { previousBlockAt, sequenceAt, soundness, type Columns } from '../royalties/columns/columns.ts'
import { headsOf, lastHead } from '../royalties/columns/heads.ts'
import type { Deployment } from '../royalties/words.ts'
import type { RawLog, Visit, WorkFacts } from './evidence.ts'
import type { Finding } from './findings.ts'
import { eventsOf } from './ledger.ts'
import { firstStep, placeOf, readVisit, type Step } from './visit.ts'

/**
 * Whether columns are the whole history just as the contract chained it: nothing missing, nothing more, each event in the block
 * to which the next one points, and the head the contract's. The block of an event is not hashed: only pointers show it.
 */
export function straight(deployment: Deployment, facts: WorkFacts, columns: Columns): boolean {
  const { length, blocks, indexes } = columns
  if (columns.work !== facts.work || length !== facts.sequence || soundness(columns) !== undefined) return false
  for (let i = 0; i < length; i++) {
    const previous = i === 0 ? 0 : blocks[i - 1]!
    if (sequenceAt(columns, i) !== i + 1 || previousBlockAt(columns, i) !== previous) return false
    if (blocks[i]! < previous || (blocks[i] === previous && indexes[i]! <= indexes[i - 1]!)) return false
  }
  if (length > 0 && BigInt(blocks[length - 1]!) !== facts.lastBlock) return false
  return lastHead(columns, deployment, headsOf(columns, deployment)) === facts.head
}

/** Columns that are not straight, as the visits a walk would have made, and what no walk would have come to. */
export function retrace(deployment: Deployment, facts: WorkFacts, columns: Columns) {
  const { work } = facts
  const visits: Visit[] = []
  const detail = columns.work === work ? soundness(columns) : 'These are the events of another work'
  if (detail !== undefined) {
    const malformed: Finding = { kind: 'malformed', place: { work, sequence: 0, block: 0n }, detail }
    return { visits, findings: [malformed] }
  }
  const { contract } = deployment
  const byBlock = new Map<bigint, RawLog[]>()
  for (const { log } of eventsOf({ columns, contract })) {
    const logs = byBlock.get(log.block)
    if (logs) logs.push(log)
    else byBlock.set(log.block, [log])
  }
  let step: Step | 'end' | 'lost' = facts.sequence === 0 ? 'end' : firstStep(facts)
  while (typeof step !== 'string') {
    const visit: Visit = { block: step.block, logs: byBlock.get(step.block) ?? [] }
    byBlock.delete(step.block)
    visits.push(visit)
    step = readVisit(work, contract, visit, step).next
  }
  const findings: Finding[] = []
  for (const placed of eventsOf({ columns, contract }))
    if (byBlock.has(placed.block)) findings.push({ kind: 'invented', place: placeOf(placed), reason: 'unlinked' })
  return { visits, findings }
}

import { columnsOf } from '../royalties/columns/builder.ts'
import type { Columns } from '../royalties/columns/columns.ts'
import { headsOf, lastHead } from '../royalties/columns/heads.ts'
import type { Address, Deployment } from '../royalties/words.ts'
import type { Trail, Visit, WorkFacts } from './evidence.ts'
import type { Finding, Place } from './findings.ts'
import { hashBudget, settleRivals, type Budget } from './rivals.ts'
import { retrace, straight } from './straight.ts'
import { firstStep, placeOf, readVisit, type Placed, type Step } from './visit.ts'

/** A work's history as far as the RPC gave it, and what is wrong with how it was given. */
export interface History {
  readonly facts: WorkFacts
  readonly contract: Address
  /** Oldest first. */
  readonly columns: Columns
  /** Every event from the first to the contract's newest is there. */
  readonly gapless: boolean
  /** The head after each event, 32 bytes each; only from the genesis on, so empty when something is missing. */
  readonly heads: Uint8Array
  /** Gapless, and the last head is the contract's. */
  readonly proven: boolean
  readonly findings: readonly Finding[]
}

/**
 * The history of a trail, and its head recomputed. What is wholly as it should be is taken as it stands; anything else is
 * walked once more, step by step, to say what is wrong with it. Pure: the same trail always gives the same history.
 */
export function historyOf(deployment: Deployment, trail: Trail, budget = hashBudget()): History {
  const { facts, columns } = trail
  const { contract } = deployment
  if (!columns) return walked(deployment, trail, budget)
  if (straight(deployment, facts, columns))
    return { facts, contract, columns, gapless: true, heads: headsOf(columns, deployment), proven: true, findings: [] }
  const { visits, findings } = retrace(deployment, facts, columns)
  const history = walked(deployment, { facts, visits }, budget)
  return { ...history, findings: [...findings, ...history.findings] }
}

function walked(deployment: Deployment, { facts, visits, stop }: Trail, budget: Budget): History {
  const { events, findings } = follow(deployment, facts, visits)
  // What a stopped walk has not reached is not missing: it was not looked at.
  const unseen = stop !== undefined && stop.kind !== 'lost'
  const gaps = gapsOf(facts, events).filter(({ first }) => !unseen || first > 1)
  const chained = gaps.length > 0 || stop ? unchained(facts, events) : chain(deployment, facts, events, budget)
  return { facts, contract: deployment.contract, ...chained, findings: [...findings, ...gaps, ...chained.findings] }
}

/** Oldest first. */
function follow(deployment: Deployment, facts: WorkFacts, visits: readonly Visit[]) {
  const newestFirst: Placed[] = []
  const findings: Finding[] = []
  let step: Step | 'end' | 'lost' = firstStep(facts)
  for (const visit of visits) {
    if (typeof step === 'string' || visit.block !== step.block) break
    const seen = readVisit(facts.work, deployment.contract, visit, step)
    for (const placed of seen.events) newestFirst.push(placed)
    for (const finding of seen.findings) findings.push(finding)
    step = seen.next
  }
  return { events: newestFirst.reverse(), findings }
}

type Chained = Pick<History, 'columns' | 'gapless' | 'heads' | 'proven' | 'findings'>

const plain = ({ work }: WorkFacts, events: readonly Placed[]): Columns =>
  columnsOf(
    work,
    events.map(({ log }) => log),
  )

function unchained(facts: WorkFacts, events: readonly Placed[]): Chained {
  const columns = plain(facts, events)
  return { columns, gapless: false, heads: new Uint8Array(0), proven: false, findings: [] }
}

function chain(deployment: Deployment, facts: WorkFacts, events: readonly Placed[], budget: Budget): Chained {
  const told = settleRivals(deployment, facts, events, budget)
  const columns = plain(facts, told.events)
  const heads = headsOf(columns, deployment)
  const head = lastHead(columns, deployment, heads)
  const chained = { columns, gapless: true, heads, proven: head === facts.head }
  const first = told.events[0]
  const last = told.events.at(-1)
  if (chained.proven || !first || !last) return { ...chained, findings: told.findings }
  const suspects = { first: placeOf(first), last: placeOf(last) }
  const mismatch: Finding = { kind: 'headMismatch', work: facts.work, expected: facts.head, actual: head, suspects }
  return { ...chained, findings: [...told.findings, mismatch] }
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

import { eventAt, soundness, type Columns } from '../../royalties/columns/columns.ts'
import { KIND_ORDER } from '../../royalties/columns/layouts.ts'
import type { LedgerEvent } from '../../royalties/ledger.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Doubt, Held, Trail } from '../evidence.ts'
import { MOST_HOLDERS, MOST_RELATIVES, uncomparedHolders, unreadRelatives } from '../most.ts'
import { refuse } from './problems.ts'

/**
 * What the subject's own events say must be in the file: the works it pays and is paid by, and everybody who ever held a
 * share. What is missing becomes a doubt, so that leaving something out never makes a verdict better. Throws `Refused`
 * for what has nothing to do with the subject, and for events that cannot be.
 */
export function relationOf(trails: readonly Trail[], holdings: readonly Held[]): Doubt[] {
  for (const { facts, columns } of trails) {
    const detail = soundness(columns!)
    if (detail !== undefined) refuse({ kind: 'eventMalformed', work: facts.work, detail })
  }
  const [{ facts }, ...others] = trails as [Trail, ...Trail[]]
  const { relatives, holders } = named(trails[0]!)
  for (const { facts: other } of others)
    if (!relatives.delete(other.work)) refuse({ kind: 'foreignWork', work: other.work })
  for (const { account } of holdings) if (!holders.delete(account)) refuse({ kind: 'foreignHolder', account })
  const { work } = facts
  const [far, left] = [relatives.size, holders.size]
  const doubts: Doubt[] = []
  // As many as are read of a chain: more are in no file.
  if (far > 0 && others.length >= MOST_RELATIVES)
    doubts.push({ work, what: 'relatives', detail: unreadRelatives(others.length, others.length + far) })
  else for (const each of relatives) doubts.push({ work: each, what: 'history', detail: 'It is not in the file' })
  if (left > 0 && holdings.length >= MOST_HOLDERS)
    doubts.push({ work, what: 'dust', detail: uncomparedHolders(holdings.length, holdings.length + left) })
  else if (left > 0) doubts.push({ work, what: 'holdings', detail: `${left} of its holders are not in the file` })
  return doubts
}

/** Other works, and everybody, in the events of a work. */
function named({ facts, columns }: Trail): { relatives: Set<WorkId>; holders: Set<Address> } {
  const relatives = new Set(facts.ancestors.map(({ work }) => work))
  const holders = new Set<Address>()
  for (const i of telling(columns!)) {
    const event = eventAt(columns!, i)
    if ('source' in event) relatives.add(event.source)
    if (event.kind === 'Moved') holders.add(event.to)
  }
  relatives.delete(facts.work)
  return { relatives, holders }
}

const TELLING: ReadonlySet<LedgerEvent['kind']> = new Set(['Moved', 'Credited', 'FlowCredited'])

/** Most events of a work are payments, which name neither. */
function* telling({ kinds, length }: Columns): Generator<number> {
  for (let i = 0; i < length; i++) if (TELLING.has(KIND_ORDER[kinds[i]!]!)) yield i
}

import { CREDITS, creditFaults, SOURCES, type CreditFault } from '../royalties/credits.ts'
import type { Fault } from '../royalties/faults.ts'
import type { LedgerEvent } from '../royalties/ledger.ts'
import type { Finding, Place } from './findings.ts'
import { eventsOf, ofKinds } from './ledger.ts'
import type { History } from './trail.ts'
import { placeOf } from './visit.ts'

/** Rules are judged only on a complete history: after a gap everything would look wrong, and would be no news. */
export const workFindings = (history: History, faults: readonly Fault[]): Finding[] => [
  ...history.findings,
  ...(history.gapless ? faults.flatMap((fault) => faultFinding(history, fault)) : []),
]

function faultFinding(history: History, fault: Fault): Finding[] {
  const { at, ...rest } = fault
  const event = eventsOf(history).at(at)
  // Gaps are named where the walk found them.
  if (!event || rest.kind === 'gap') return []
  return [{ ...rest, place: placeOf(event) }]
}

/** Only histories that are complete may accuse each other. */
export function creditFindings(histories: readonly History[]): Finding[] {
  const complete = histories.filter(({ gapless }) => gapless)
  const ledgers = complete.map((history) => ({
    work: history.facts.work,
    ancestors: history.facts.ancestors,
    sources: again(history, SOURCES),
    credits: again(history, CREDITS),
  }))
  const places = new Map(complete.map((history) => [history.facts.work, eventsOf(history)]))
  const place = ({ work, sequence }: CreditFault): Place => placeOf(places.get(work)!.at(sequence - 1)!)
  return creditFaults(ledgers).map((fault) => ({ ...fault, place: place(fault) }))
}

/** Events of these kinds, decoded each time somebody goes through them: nobody keeps a hundred thousand objects. */
const again = <K extends LedgerEvent['kind']>({ columns }: History, kinds: readonly K[]) => ({
  [Symbol.iterator]: () => ofKinds(columns, kinds),
})

/** What an ancestor asks is immutable, so what was frozen into a descendant must still be what it asks. */
export function royaltyFindings(histories: readonly History[]): Finding[] {
  const asked = new Map(histories.map(({ facts }) => [facts.work, facts.ancestorRoyalty]))
  return histories.flatMap(({ facts: { work, ancestors } }) =>
    ancestors.flatMap(({ work: ancestor, royalty: frozen }): Finding[] => {
      const now = asked.get(ancestor)
      return now === undefined || now === frozen ? [] : [{ kind: 'royaltyDiffers', work, ancestor, asked: now, frozen }]
    }),
  )
}

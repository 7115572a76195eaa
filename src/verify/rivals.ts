import { advance, genesis } from '../royalties/chain.ts'
import type { Deployment, Hex } from '../royalties/words.ts'
import type { WorkFacts } from './evidence.ts'
import type { Finding } from './findings.ts'
import { placeOf, type Placed } from './visit.ts'

/** Hashes that may still be spent on finding out which of several histories is true; a liar can ask for any number of them. */
export interface Budget {
  left: number
}

/** Of one report, whatever number of works it is about: about a second. */
export const hashBudget = (): Budget => ({ left: 50_000 })
/** A long history takes more to hash, and a liar as much to make up: so often its length on top. */
const TRIES = 3
/** Places with rivals; beyond, there are too many histories to try. */
const MOST_CONTESTED = 16

/** Where several logs claim one place, the head decides which is true; the others are named as invented. */
export function settleRivals(
  deployment: Deployment,
  { work, head }: WorkFacts,
  events: readonly Placed[],
  budget: Budget,
): { readonly events: readonly Placed[]; readonly findings: readonly Finding[] } {
  const contested = events.flatMap(({ rivals }, at) => (rivals.length > 0 ? [at] : []))
  if (contested.length === 0) return { events, findings: [] }
  const few = contested.length <= MOST_CONTESTED
  budget.left += TRIES * events.length
  const chosen = (few ? leadingTo(head, events, 0, genesis(deployment, work), budget) : undefined) ?? events
  const losers = contested.flatMap((at) =>
    [events[at]!, ...events[at]!.rivals].filter(({ log }) => log !== chosen[at]!.log),
  )
  const findings = losers.map((placed): Finding => ({ kind: 'invented', place: placeOf(placed), reason: 'rival' }))
  return { events: chosen, findings }
}

/** The events from `from` on, behind the head `before`, that lead to this head; `undefined`: none do, or it takes too long. */
function leadingTo(
  head: Hex,
  events: readonly Placed[],
  from: number,
  before: Hex,
  budget: Budget,
): readonly Placed[] | undefined {
  let so = before
  for (let at = from; at < events.length; at++) {
    const { log, rivals } = events[at]!
    if (rivals.length > 0) return withOneOf([events[at]!, ...rivals], head, events, from, at, so, budget)
    if (--budget.left < 0) return undefined
    so = advance(so, log)
  }
  return so === head ? events.slice(from) : undefined
}

function withOneOf(
  candidates: readonly Placed[],
  head: Hex,
  events: readonly Placed[],
  from: number,
  at: number,
  before: Hex,
  budget: Budget,
): readonly Placed[] | undefined {
  for (const candidate of candidates) {
    if (--budget.left < 0) return undefined
    const rest = leadingTo(head, events, at + 1, advance(before, candidate.log), budget)
    if (rest) return [...events.slice(from, at), candidate, ...rest]
  }
  return undefined
}

/** What became of a settlement, put into the books. */
import { problemOf, type Problem } from '../chain/problems.ts'
import type { Telling } from '../purse/purse.ts'
import type { Plays, Reason, Settlement } from './books.ts'
import { end, isolate, release } from './closing.ts'
import type { Keeping } from './keeping.ts'
import type { PayingPorts } from './paying.ts'
import { outcomeOf, type Outcome } from './recovering.ts'
import { isRefusal, refusedAt } from './trying.ts'

export interface SettlingPorts extends PayingPorts {
  readonly keeping: Keeping
  readonly tell?: (telling: Telling) => void
  readonly signal?: AbortSignal
}

/** `sorted`: the chain refused it; the plays to blame are set aside, and the others are owed as before. */
export type Booked = Outcome | { readonly kind: 'sorted' }

/** Stays open in the books as long as nobody can tell. */
export async function book(ports: SettlingPorts, settlement: Settlement): Promise<Booked> {
  const { keeping } = ports
  const { id } = settlement
  try {
    const outcome = await outcomeOf(ports, settlement)
    if (outcome.kind === 'paid') await keeping.change((now) => end(now, id, outcome.hash, Date.now()))
    if (outcome.kind !== 'unpaid') return outcome
    const { problem, hash } = outcome
    if (!isRefusal(problem) || !hash) {
      await keeping.change((now) => release(now, id))
      return outcome
    }
    const refused = await refusedAt(ports, settlement, hash)
    if (!refused.ok) return { kind: 'unknown', problem: refused.problem }
    const found = refused.value.size > 0
    // None to blame: all of them wait for the listener, because it took a fee and might again.
    const aside = found ? refused.value : allOf(settlement, { kind: 'refused', problem })
    await keeping.change((now) => release(isolate(now, id, aside), id))
    return found ? { kind: 'sorted' } : outcome
  } catch (error) {
    return { kind: 'unknown', problem: unkeptOr(error) }
  }
}

const allOf = ({ items }: Settlement, reason: Reason): ReadonlyMap<Plays, Reason> =>
  new Map(items.map((item) => [item, reason]))

export const unkeptOr = (error: unknown): Problem =>
  error instanceof Error && error.name === 'Unkept' ? { kind: 'unkept' } : problemOf(error)

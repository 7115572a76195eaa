import { RequestJournal } from '../../keys/buying/journal.ts'
import type { Address, Hex } from '../../royalties/words.ts'

/** The licences of an account whose keys came: what they bring is paid. One still under way or given back brought nothing. */
export function deliveredTo(owner: Address | undefined, chainId: number): ReadonlySet<Hex> {
  const asked = owner ? new RequestJournal(localStorage, chainId).of(owner) : []
  return new Set(asked.flatMap(({ id, outcome }) => (outcome?.kind === 'delivered' ? [id] : [])))
}

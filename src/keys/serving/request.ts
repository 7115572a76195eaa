import { bigEndian, toHex } from '../../content/bytes.ts'
import type { KeyRequested } from '../../royalties/ledger.ts'
import type { KeyTerms } from '../../royalties/terms.ts'
import type { Hex } from '../../royalties/words.ts'
import { termsOf } from '../terms.ts'

/** A request as its event told it: a claim of some RPC, until a proof says the same. */
export interface Request {
  readonly terms: KeyTerms
  /** x of the buyer's point E. */
  readonly ex: Hex
  /** When it was made, Unix seconds. */
  readonly asked: number
}

export const requestOfEvent = (event: KeyRequested): Request => ({
  terms: termsOf(event),
  ex: toHex(bigEndian(event.ex, 32)),
  asked: event.stamp.time,
})

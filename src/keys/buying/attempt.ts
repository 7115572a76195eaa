/** Which of a root's requests comes next (key-delivery §5.1): the smallest whose number the contract has never seen and
 * that is not on its way from this browser. */
import type { RequestTerms } from '../../content/delivery.ts'
import type { Hex } from '../../royalties/words.ts'

export interface Attempt extends RequestTerms {
  readonly attempt: number
  readonly id: Hex
}

export interface AttemptPorts {
  /** What the request of this number says on chain. */
  readonly terms: (attempt: number) => Promise<RequestTerms>
  readonly idOf: (ex: Hex) => Hex
  /** Whether the contract has ever seen the id. */
  readonly used: (id: Hex) => Promise<boolean>
  /** Ids on their way from this browser. */
  readonly pending: ReadonlySet<Hex>
}

/** Far more than anybody buys of one work; a node that calls everything used must not keep us busy for ever. */
const MOST = 1_024

/** Callers hold the Web Lock of buyer and work meanwhile, and write the result down before they let go of it. */
export async function chooseAttempt({ terms, idOf, used, pending }: AttemptPorts): Promise<Attempt> {
  for (let attempt = 0; attempt < MOST; attempt++) {
    const asked = await terms(attempt)
    const id = idOf(asked.ex)
    if (!pending.has(id) && !(await used(id))) return { attempt, id, ...asked }
  }
  throw new RangeError('The network says that every request of this account was made before')
}

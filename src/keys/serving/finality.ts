import type { Network } from '../../chain/networks.ts'
import { NATIVE, type Address } from '../../royalties/words.ts'
import type { KeyTerms } from '../../royalties/terms.ts'

/** How deep under the newest block a request must lie before it is answered: a reorganised request would leave the answer
 * public and nothing paid. */
export interface Depth {
  readonly tag: 'latest' | 'safe' | 'finalized'
  /** Blocks below the one the tag names. */
  readonly below: bigint
}

/** Chains that have no other chain under them. */
const FIRST_LAYERS: ReadonlySet<number> = new Set([1, 11155111, 17000, 560048])
/** In the smallest unit of the native currency: what is worth the cost of reorganising some blocks of Ethereum. */
const WORTH_FINALITY = 10n ** 17n
const CONFIRMATIONS = 6n

/** `embedded`: the chain beside the app, which reorganises nothing. `known`: one of the networks the app came with; of any
 * other nothing is known, so only what is final counts. */
interface Place {
  readonly network: Pick<Network, 'id'>
  readonly embedded: boolean
  readonly known: boolean
}

/** `currency`: proven, since money of a token cannot be weighed; an RPC that lies about it would have it served early. */
export function depthOf({ network, embedded, known }: Place, terms: KeyTerms, currency: Address): Depth {
  if (embedded) return { tag: 'latest', below: 0n }
  if (!known) return { tag: 'finalized', below: 0n }
  if (!FIRST_LAYERS.has(network.id)) return { tag: 'safe', below: 0n }
  const small = currency === NATIVE && terms.price + terms.fee < WORTH_FINALITY
  return small ? { tag: 'latest', below: CONFIRMATIONS } : { tag: 'finalized', below: 0n }
}

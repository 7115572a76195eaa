import type { Address } from '../../royalties/words.ts'
import { openReader } from '../loading/open.ts'
import { operatorOf } from './operator.ts'
import type { Witness } from './words.ts'

/** Each RPC of a network by itself, in their order. */
export const openWitnesses = (rpcs: readonly string[], chainId: number, contract?: Address): Witness[] =>
  rpcs.map((rpc) => ({ rpc, operator: operatorOf(rpc), reader: openReader(rpc, chainId, contract) }))

/** What a delivery costs and brings. Nothing here shows an RPC the delivery itself: whoever sees the scalar has the secret
 * as soon as he has paid for a request, so fees are asked for bytes of the same length that mean nothing. */
import { parseAbi } from 'viem'
import { readContract } from 'viem/actions'
import type { ChainClient } from '../../chain/client.ts'
import { networkFee } from '../../chain/fees.ts'
import type { Network } from '../../chain/networks.ts'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { toHex } from '../../content/bytes.ts'
import { ALL_UNITS, BASIS_POINTS, NATIVE, type Address, type Hex } from '../../royalties/words.ts'
import type { KeyTerms } from '../../royalties/terms.ts'
import type { Bargain } from './refusal.ts'

/** Measured (contracts/gas.json): 115 000 the first time; each ancestor that earns adds up to 40 000. */
const LIKELY = 115_000n
const LIKELY_ANCESTOR = 22_000n
/** Nearly twice that, since a delivery that runs out of gas is public all the same. What is not used is not paid. */
const LIMIT = 210_000n
const LIMIT_ANCESTOR = 70_000n

/** Calldata of `deliverKey`: a selector and fifteen words. */
const CALLDATA = 4 + 15 * 32
/** On Arbitrum publishing the bytes is paid in gas, which its own contract tells. */
const ARBITRUM: ReadonlySet<number> = new Set([42161, 421614])
const NODE = '0x00000000000000000000000000000000000000C8'
const nodeAbi = parseAbi([
  'function gasEstimateL1Component(address to, bool creation, bytes data) view returns (uint64, uint256, uint256)',
])

export interface Cost {
  /** The limit to sign. */
  readonly gas: bigint
  /** Likely, in the smallest unit of the native currency. */
  readonly likely: bigint
  /** The account must have this much. */
  readonly most: bigint
}

/** Rejects when the network does not answer. */
export async function costOf(client: ChainClient, network: Network, ancestors: number): Promise<Cost> {
  const data = toHex(crypto.getRandomValues(new Uint8Array(CALLDATA)))
  const published = await publishedGas(client, network, data)
  const count = BigInt(ancestors)
  const gas = LIMIT + count * LIMIT_ANCESTOR + published * 2n
  const likely = await networkFee(client, network, LIKELY + count * LIKELY_ANCESTOR + published, { data })
  const each = likely.most / likely.gas
  return { gas, likely: likely.total, most: gas * each + likely.data }
}

async function publishedGas(client: ChainClient, { id }: Network, data: Hex): Promise<bigint> {
  if (!ARBITRUM.has(id)) return 0n
  const args = [deployment.tributary.address, false, data] as const
  const [gas] = await readContract(client, {
    address: NODE,
    abi: nodeAbi,
    functionName: 'gasEstimateL1Component',
    args,
  })
  return gas
}

export interface Share {
  /** Of the work, in millionths of a share. */
  readonly units: bigint
  /** What all ancestors ask together, in basis points. */
  readonly ancestors: number
}

/** The deliverer's own part of the price, in currency units, rounded down. */
export const ownPart = (price: bigint, { units, ancestors }: Share): bigint =>
  (price * (BASIS_POINTS - BigInt(ancestors)) * units) / (BASIS_POINTS * ALL_UNITS)

/** Money of a token cannot be weighed against gas: it counts as nothing here, and the budget bears the cost. */
export const bargainOf = (terms: KeyTerms, currency: Address, share: Share, cost: Cost): Bargain => ({
  income: currency === NATIVE ? terms.fee + ownPart(terms.price, share) : 0n,
  cost: cost.likely,
})

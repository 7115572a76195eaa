import { parseAbi } from 'viem'
import { estimateFeesPerGas, readContract } from 'viem/actions'
import type { Call } from './action.ts'
import type { ChainClient } from './client.ts'
import type { Network } from './networks.ts'

/** What the network takes for a transaction, in the smallest unit of its native currency. */
export interface NetworkFee {
  readonly gas: bigint
  /** Likely: at the present base fee and the usual tip. */
  readonly execution: bigint
  /** What an OP-stack chain charges for publishing the bytes; on Arbitrum it is part of the gas already. */
  readonly data: bigint
  readonly total: bigint
  /** The wallet may not take more than this for execution. */
  readonly most: bigint
}

const ORACLE = '0x420000000000000000000000000000000000000F'
const oracleAbi = parseAbi(['function getL1Fee(bytes data) view returns (uint256)'])

/** Bytes of a signed transaction around its calldata: nonce, fees, address, signature. */
const ENVELOPE = '00'.repeat(120)

export async function networkFee(
  client: ChainClient,
  network: Pick<Network, 'dataFee'>,
  gas: bigint,
  { data }: Pick<Call, 'data'>,
): Promise<NetworkFee> {
  const [price, dataFee] = await Promise.all([
    estimateFeesPerGas(client, { chain: client.chain }),
    network.dataFee === 'op'
      ? readContract(client, {
          address: ORACLE,
          abi: oracleAbi,
          functionName: 'getL1Fee',
          args: [`${data}${ENVELOPE}`],
        })
      : 0n,
  ])
  // viem asks for 1.2 × the base fee + the tip as the most; the likely figure is without that headroom.
  const base = ((price.maxFeePerGas - price.maxPriorityFeePerGas) * 5n) / 6n
  const execution = gas * (base + price.maxPriorityFeePerGas)
  return { gas, execution, data: dataFee, total: execution + dataFee, most: gas * price.maxFeePerGas }
}

import {
  decodeFunctionResult,
  encodeFunctionData,
  numberToHex,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
} from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { ChainClient } from './client.ts'
import { readingAbi } from './reading-abi.ts'

type Abi = typeof readingAbi
type View = ContractFunctionName<Abi, 'view'>

/** Reads of one screen should agree with each other: pass the same block to each. */
export interface At {
  readonly blockNumber?: bigint
}

/** One view of the contract. Straight to `eth_call`: viem's own action brings much that reading never needs. */
export async function read<N extends View>(
  client: ChainClient,
  functionName: N,
  args: ContractFunctionArgs<Abi, 'view', N>,
  { blockNumber }: At = {},
): Promise<ContractFunctionReturnType<Abi, 'view', N>> {
  const data = encodeFunctionData({ abi: readingAbi, functionName, args } as Parameters<typeof encodeFunctionData>[0])
  const block = blockNumber === undefined ? 'latest' : numberToHex(blockNumber)
  const answer = await client.request({
    method: 'eth_call',
    params: [{ to: deployment.tributary.address, data }, block],
  })
  const given = { abi: readingAbi, functionName, data: answer } as Parameters<typeof decodeFunctionResult>[0]
  return decodeFunctionResult(given) as ContractFunctionReturnType<Abi, 'view', N>
}

import { formatLog, numberToHex, type Log, type RpcLog } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { WorkId } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { LEDGER_TOPICS } from './events.ts'

export interface LogRange {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** All works when left out. */
  readonly works?: readonly WorkId[] | undefined
}

/** Ledger logs of some works in a range of blocks, in chain order; every ledger event has its work as first topic. */
export async function readLogs(client: ChainClient, { fromBlock, toBlock, works }: LogRange): Promise<Log[]> {
  const address = deployment.tributary.address
  const topics = works ? [LEDGER_TOPICS, works.map((work) => numberToHex(work, { size: 32 }))] : [LEDGER_TOPICS]
  const raws: RpcLog[] = await client.request({
    method: 'eth_getLogs',
    params: [{ address, topics, fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) }],
  })
  return raws.map((raw) => formatLog(raw)).sort(inChainOrder)
}

const inChainOrder = (a: Log, b: Log) =>
  a.blockNumber === b.blockNumber
    ? Number(a.logIndex) - Number(b.logIndex)
    : Number(a.blockNumber) - Number(b.blockNumber)

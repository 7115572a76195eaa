import { formatLog, numberToHex, toEventSelector, type Log, type RpcLog } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { Hex, WorkId } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { ledgerAbi } from './events.ts'

const selectors: Hex[] = ledgerAbi.map((event) => toEventSelector(event))

export interface LogRange {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** All works when left out. */
  readonly works?: readonly WorkId[] | undefined
}

/** Ledger logs of some works in a range of blocks, in chain order; every ledger event has its work as first topic. */
export async function readLogs(client: ChainClient, { fromBlock, toBlock, works }: LogRange): Promise<Log[]> {
  const address = deployment.tributary.address
  const topics = works ? [selectors, works.map((work) => numberToHex(work, { size: 32 }))] : [selectors]
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

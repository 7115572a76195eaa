/** RPCs that send other logs than there are, or fewer. */
import { sequenceOf, type RpcLog } from './log.ts'
import { changed, on } from './answers.ts'
import type { Call, Fault, Reply } from '../fault-proxy.ts'

type Change = (logs: readonly RpcLog[]) => readonly RpcLog[]

const LOGS = 'eth_getLogs'

/** Changes every list of logs, whatever was asked for: a liar that keeps to its story. */
export const logs = (change: Change): Fault =>
  on(
    LOGS,
    changed((result) => change(result as RpcLog[])),
  )

type Which = (log: RpcLog) => boolean

export const drops = (which: Which): Fault => logs((all) => all.filter((log) => !which(log)))
export const alters = (which: Which, change: (log: RpcLog) => RpcLog): Fault =>
  logs((all) => all.map((log) => (which(log) ? change(log) : log)))
export const repeats = (which: Which): Fault => logs((all) => all.flatMap((log) => (which(log) ? [log, log] : [log])))
/** Adds one beside each of these. */
export const invents = (which: Which, make: (log: RpcLog) => RpcLog): Fault =>
  logs((all) => all.flatMap((log) => (which(log) ? [log, make(log)] : [log])))
export const reverses = logs((all) => all.toReversed())

/** Keeps to itself what comes after so many, without a word. */
export const truncates = (most: number): Fault => logs((all) => all.slice(0, most))

/** The event of the work with this number in its ledger. */
export const event =
  (work: number, sequence: number): Which =>
  (log) =>
    BigInt(log.topics[1] ?? 0) === BigInt(work) && sequenceOf(log) === sequence

interface Range {
  readonly fromBlock: string
  readonly toBlock: string
}

/** What operators say, as it was met. `from`: the first block asked for; `most`: what they would have taken. */
type Says = (from: number, most: number) => readonly [code: number, message: string]

/** … when there are too many blocks. */
export const BLOCK_DIALECTS = {
  quicknode: (_, most) => [-32614, `eth_getLogs is limited to a ${most} range`],
  ankr: () => [-32600, 'block range is too wide'],
  publicnode: (_, most) => [-32701, `exceed maximum block range: ${most}`],
  cloudflare: (_, most) => [
    -32047,
    `Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: ${most}`,
  ],
  drpc: (_, most) => [35, `ranges over ${most} blocks are not supported on freetier`],
  polygon: () => [-32000, 'Block range limit exceeded. See more details at https://docs.example'],
} satisfies Record<string, Says>

const range = (from: number, blocks: number) => `[0x${from.toString(16)}, 0x${(from + blocks - 1).toString(16)}]`

/** … when there are too many logs in them, or it takes too long to find them. */
export const LOG_DIALECTS = {
  infura: (from, most) => [
    -32005,
    `query returned more than ${most} results. Try with this block range ${range(from, 4)}.`,
  ],
  alchemy: (from) => [
    -32602,
    'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the ' +
      'response size, or you can request any block range with a cap of 10K logs in the response. Based on your ' +
      `parameters, this block range should work: ${range(from, 9)}`,
  ],
  geth: () => [-32005, 'query returned more than 10000 results'],
  nethermind: (_, most) => [-32602, `Too many logs requested. Max logs per response is ${most}.`],
  erigon: () => [-32000, 'query timeout exceeded'],
  binance: () => [-32005, 'limit exceeded'],
} satisfies Record<string, Says>

export type BlockDialect = keyof typeof BLOCK_DIALECTS
export type LogDialect = keyof typeof LOG_DIALECTS

const refused = (says: Says, call: Call, most: number): Reply => {
  const [code, message] = says(rangeOf(call).from, most)
  return { error: { code, message } }
}

/** Refuses more than so many blocks at once. */
export const capsBlocks = (dialect: BlockDialect, most: number): Fault =>
  on(LOGS, (call, next) => {
    const { from, to } = rangeOf(call)
    return to - from < most ? next(call) : Promise.resolve(refused(BLOCK_DIALECTS[dialect], call, most))
  })

/** Refuses more than so many logs at once. */
export const capsLogs = (dialect: LogDialect, most: number): Fault =>
  on(LOGS, async (call, next) => {
    const reply = await next(call)
    const few = !('result' in reply) || (reply.result as RpcLog[]).length <= most
    return few ? reply : refused(LOG_DIALECTS[dialect], call, most)
  })

export function rangeOf({ params }: Call): { from: number; to: number } {
  const { fromBlock, toBlock } = params[0] as Range
  return { from: Number(fromBlock), to: Number(toBlock) }
}

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

/** How operators say that too much was asked for: texts as they were met. `from`, `to`, `most`: blocks, or logs. */
export const DIALECTS = {
  infura: (from, _, most) => [
    -32005,
    `query returned more than ${most} results. Try with this block range [0x${from.toString(16)}, 0x${(from + 3).toString(16)}].`,
  ],
  alchemy: (from, _, most) => [
    -32602,
    `Log response size exceeded. You can make eth_getLogs requests with up to a ${most} block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters, this block range should work: [0x${from.toString(16)}, 0x${(from + most - 1).toString(16)}]`,
  ],
  quicknode: (_, __, most) => [-32614, `eth_getLogs is limited to a ${most} range`],
  ankr: () => [-32600, 'block range is too wide'],
  publicnode: (_, __, most) => [-32701, `exceed maximum block range: ${most}`],
  cloudflare: (_, __, most) => [
    -32047,
    `Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: ${most}`,
  ],
  drpc: (_, __, most) => [35, `ranges over ${most} blocks are not supported on freetier`],
  binance: () => [-32005, 'limit exceeded'],
  polygon: () => [-32000, 'Block range limit exceeded. See more details at https://docs.example'],
  geth: () => [-32005, 'query returned more than 10000 results'],
  nethermind: (_, __, most) => [-32602, `Too many logs requested. Max logs per response is ${most}.`],
  erigon: () => [-32000, 'query timeout exceeded'],
} satisfies Record<string, (from: number, to: number, most: number) => readonly [code: number, message: string]>
export type Dialect = keyof typeof DIALECTS

/** Refuses more than so many blocks at once. */
export const capsBlocks = (dialect: Dialect, most: number): Fault =>
  on(LOGS, async (call, next): Promise<Reply> => {
    const { from, to } = rangeOf(call)
    if (to - from < most) return next(call)
    const [code, message] = DIALECTS[dialect](from, to, most)
    return { error: { code, message } }
  })

/** Refuses more than so many logs at once. */
export const capsLogs = (dialect: Dialect, most: number): Fault =>
  on(LOGS, async (call, next): Promise<Reply> => {
    const reply = await next(call)
    if (!('result' in reply) || (reply.result as RpcLog[]).length <= most) return reply
    const { from, to } = rangeOf(call)
    const [code, message] = DIALECTS[dialect](from, to, most)
    return { error: { code, message } }
  })

export function rangeOf({ params }: Call): { from: number; to: number } {
  const { fromBlock, toBlock } = params[0] as Range
  return { from: Number(fromBlock), to: Number(toBlock) }
}

/** RPCs that lie about the head of the chain, about what the contract says, or about what proves it. */
import { decodeFunctionResult, encodeFunctionResult, toFunctionSelector } from 'viem'
import { tributaryAbi } from '../../../contracts-abi/tributary.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import { changed, on, refuses } from './answers.ts'
import type { Call, Fault, Reply } from '../fault-proxy.ts'

type View = 'worksOf' | 'ancestorsOf' | 'holdingOf' | 'claimable'

const selectorOf = (view: View): string =>
  toFunctionSelector(tributaryAbi.find((item) => item.type === 'function' && item.name === view) as never)

const dataOf = ({ params }: Call): string => {
  const { data, input } = params[0] as { data?: string; input?: string }
  return data ?? input ?? ''
}

const calls = (view: View) => (call: Call) => call.method === 'eth_call' && dataOf(call).startsWith(selectorOf(view))

// Which view is asked is known at run time only, and viem's types want to know it before.
const decode = decodeFunctionResult as (answered: object) => unknown
const encode = encodeFunctionResult as (answer: object) => Hex

/** Changes what a view of the contract returns, decoded. Of one work only, where that is given. */
export const views = (view: View, change: (value: never) => unknown, work?: bigint): Fault =>
  on(
    (call) => calls(view)(call) && (work === undefined || BigInt(`0x${dataOf(call).slice(10, 74)}`) === work),
    changed((data) => {
      const asked = { abi: tributaryAbi, functionName: view }
      return encode({ ...asked, result: change(decode({ ...asked, data }) as never) })
    }),
  )

/** Changes fields of the one work that `worksOf` tells of. */
export const facts = (change: (work: Readonly<Record<string, unknown>>) => object, work?: bigint): Fault =>
  views(
    'worksOf',
    (works: Readonly<Record<string, unknown>>[]) => works.map((each) => ({ ...each, ...change(each) })),
    work,
  )

export const proofs = (change: (proof: Record<string, unknown>) => unknown): Fault =>
  on(
    'eth_getProof',
    changed((result) => change(result as Record<string, unknown>)),
  )

const blockCalls = (call: Call) => call.method.startsWith('eth_getBlockBy')

/** Changes every block it shows. */
export const headers = (change: (block: Record<string, unknown>) => unknown): Fault =>
  on(
    blockCalls,
    changed((result) => result && change(result as Record<string, unknown>)),
  )

const hexOf = (n: number): Hex => `0x${n.toString(16)}`
const LATEST = new Set(['latest', 'pending', 'safe', 'finalized'])

/** Stands so many blocks behind: knows nothing newer, neither blocks nor logs nor state. */
export function lags(blocks: number): Fault {
  return async (call, next) => {
    const tip = Number(resultOf(await next({ ...call, method: 'eth_blockNumber', params: [] }))) - blocks
    if (call.method === 'eth_blockNumber') return { result: hexOf(tip) }
    const [named] = call.params
    if (call.method === 'eth_getBlockByNumber') {
      if (LATEST.has(named as string)) return next({ ...call, params: [hexOf(tip), false] })
      return Number(named) > tip ? { result: null } : next(call)
    }
    if (call.method === 'eth_getLogs') {
      const filter = named as { fromBlock: string; toBlock: string }
      if (Number(filter.fromBlock) > tip) return { result: [] }
      // What lies beyond its head is left out without a word.
      const reply = await next(call)
      const logs = resultOf(reply) as { blockNumber: string }[]
      return { result: logs.filter(({ blockNumber }) => Number(blockNumber) <= tip) }
    }
    const reply = await next(call)
    if (call.method !== 'eth_getBlockByHash' || !('result' in reply)) return reply
    const block = reply.result as { number: string } | null
    return block && Number(block.number) > tip ? { result: null } : reply
  }
}

const resultOf = (reply: Reply): unknown => {
  if ('result' in reply) return reply.result
  throw new Error(reply.error.message)
}

/** Knows blocks by number or tag only, and says so in these words. */
export const byNumberOnly = (code: number, message: string): Fault =>
  on(
    ({ method, params }) => ['eth_call', 'eth_getProof'].includes(method) && typeof params.at(-1) !== 'string',
    refuses(code, message),
  )

import { advance, genesis, KINDS, packStamp, word } from '../../../src/royalties/chain.ts'
import { workId, type Hex, type WorkId } from '../../../src/royalties/words.ts'
import type { Held, Pin, RawLog, StateProof, WorkFacts } from '../../../src/verify/evidence.ts'
import type { LedgerReader, OldHead, Told } from '../../../src/verify/reader.ts'

export const deployment = { chainId: 1, contract: `0x${'c0'.repeat(20)}` } as const
export const work = workId(7)
const zero: Hex = `0x${word(0n)}`
const paid = [...KINDS].find(([, kind]) => kind === 'Paid')![0]

/** A block's hash, on one of two branches. */
export const blockHash = (block: number, branch = 0): Hex => `0x${word(BigInt(block) * 16n + BigInt(branch))}`

export interface Ledger {
  readonly logs: readonly RawLog[]
  readonly facts: WorkFacts
  readonly mintBlock: bigint
}

/** A ledger whose events stand in these blocks, one for each mention; a branch pays other amounts from `forkAt` on. */
export function ledgerIn(blocks: readonly number[], branch = 0, forkAt = Infinity): Ledger {
  const logs: RawLog[] = []
  let [head, anchorBlock, index] = [genesis(deployment, work), 0, 0]
  blocks.forEach((block, i) => {
    const before = blocks[i - 1] ?? 0
    index = before === block ? index + 1 + (i % 3) : i % 5
    const own = block >= forkAt ? branch : 0
    const stamp = { anchorBlock: BigInt(anchorBlock), sequence: i + 1, time: block, previousBlock: BigInt(before) }
    const data: Hex = `0x${word(packStamp(stamp))}${word(0n)}${word(1n)}${word(BigInt(1 + i + own))}${word(0n)}`
    const topics: Hex[] = [paid, `0x${word(work)}`, zero, zero]
    head = advance(head, { topics, data })
    const transaction: Hex = `0x${word(BigInt(i))}`
    const where = { block: BigInt(block), blockHash: blockHash(block, own), index, transaction }
    logs.push({ address: deployment.contract, topics, data, ...where })
    if ((i + 1) % 256 === 0) anchorBlock = block
  })
  const lastBlock = BigInt(blocks.at(-1) ?? 0)
  const sums = { income: 0n, prepaid: 0n, flowRate: 0n, ancestorRoyalty: 0, ancestors: [] }
  const facts = { work, currency: zero, sequence: blocks.length, lastBlock, head, ...sums }
  return { logs, facts, mintBlock: BigInt(blocks[0] ?? 0) }
}

export interface Manners {
  readonly mostBlocks?: number
  readonly mostLogs?: number
  /** Gives no more logs than this, and says nothing about it. */
  readonly cutAt?: number
  readonly refuse?: (blocks: number, logs: number) => Error | undefined
  readonly alter?: (logs: readonly RawLog[], from: number, to: number, ask: number) => readonly RawLog[]
  readonly branch?: number
  readonly forkAt?: number
}

/** An RPC that has one ledger, and remembers what it was asked. */
export class Simulated implements LedgerReader {
  readonly deployment = deployment
  readonly mintBlocks: ReadonlyMap<WorkId, bigint>
  readonly asked: { from: number; to: number; logs: number }[] = []
  stood = 0
  atOnce = 0
  #running = 0
  readonly ledger: Ledger
  readonly manners: Manners

  constructor(ledger: Ledger, manners: Manners = {}) {
    this.ledger = ledger
    this.manners = manners
    this.mintBlocks = new Map([[work, ledger.mintBlock]])
  }

  async range(_: WorkId, from: bigint, to: bigint): Promise<Told> {
    const { mostBlocks = Infinity, mostLogs = Infinity, cutAt, refuse, alter } = this.manners
    this.atOnce = Math.max(this.atOnce, ++this.#running)
    await new Promise((resolve) => setTimeout(resolve, 0))
    this.#running -= 1
    const blocks = Number(to - from) + 1
    const found = this.ledger.logs.filter(({ block }) => block >= from && block <= to)
    this.asked.push({ from: Number(from), to: Number(to), logs: found.length })
    const refusal = refuse?.(blocks, found.length)
    if (refusal) throw refusal
    if (blocks > mostBlocks) throw new Error(`eth_getLogs is limited to a ${mostBlocks.toLocaleString('en')} range`)
    if (found.length > mostLogs) throw new Error(`query returned more than ${mostLogs} results`)
    const given = cutAt === undefined ? found : found.slice(0, cutAt)
    return alter ? alter(given, Number(from), Number(to), this.asked.length) : given
  }

  async logs(of: WorkId, block: bigint): Promise<readonly RawLog[]> {
    return (await this.range(of, block, block)) as readonly RawLog[]
  }

  stands({ number, hash }: Pin): Promise<boolean> {
    this.stood += 1
    const { branch = 0, forkAt = Infinity } = this.manners
    return Promise.resolve(hash === blockHash(Number(number), Number(number) >= forkAt ? branch : 0))
  }

  pin = (): Promise<Pin> => Promise.reject(new Error('not told'))
  facts = () => Promise.resolve(this.ledger.facts)
  state = (): Promise<StateProof> => Promise.reject(new Error('not told'))
  holding = (): Promise<Held> => Promise.reject(new Error('not told'))
  headAt = (): Promise<OldHead> => Promise.reject(new Error('not told'))
  block = () => Promise.reject(new Error('not told'))
  receipts = () => Promise.reject(new Error('not told'))
}

/** The numbers from 0 up to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

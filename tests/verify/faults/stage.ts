/** A chain with a history, and the proxy that lies about it. */
import { expect } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { KINDS, word } from '../../../src/royalties/chain.ts'
import type { LedgerEvent } from '../../../src/royalties/ledger.ts'
import { workId, type Hex, type WorkId } from '../../../src/royalties/words.ts'
import type { Report } from '../../../src/verify/check.ts'
import type { Evidence } from '../../../src/verify/evidence.ts'
import type { Finding } from '../../../src/verify/findings.ts'
import { JsonRpc, type JsonRpcOptions } from '../../../src/verify/loading/json-rpc.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { verifyWork, type Outcome } from '../../../src/verify/verify.ts'
import { Acts } from '../../differential/acts.ts'
import { FaultProxy, type Fault } from '../../harness/fault-proxy.ts'
import { sequenceOf, type RpcLog } from '../../harness/faults/log.ts'
import { Chain } from '../history.ts'

const CHAIN_ID = 31_337
/** An honest answer on a busy machine takes a while; a test in which the RPC hangs waits for less. */
const PATIENCE: JsonRpcOptions = { silence: 5_000, retries: 2 }
export const IMPATIENT: JsonRpcOptions = { silence: 1_000, retries: 2 }

/** A root with many payments and credits, whose descendants are read with it. */
export const SUBJECT = workId(1)

export class FaultStage {
  readonly chain: Chain
  readonly proxy: FaultProxy
  /** What an honest RPC leads to. */
  readonly truth: Report
  readonly evidence: Evidence
  /** The subject's ledger as the chain has it. */
  readonly logs: readonly RpcLog[]
  /** An RPC is remembered by its address, with what it took: each test asks another one. */
  #asked = 0

  private constructor(chain: Chain, proxy: FaultProxy, truth: Outcome & { ok: true }, logs: readonly RpcLog[]) {
    this.chain = chain
    this.proxy = proxy
    this.truth = truth.report
    this.evidence = truth.evidence
    this.logs = logs
  }

  static async start(seed: number, acts = 220): Promise<FaultStage> {
    const chain = await Chain.start()
    await new Acts(chain, seed).live(acts)
    const proxy = await FaultProxy.start(chain.url)
    const truth = await verifyWork(new RpcReader(new JsonRpc(proxy.url, CHAIN_ID)), SUBJECT)
    if (!truth.ok) throw new Error(JSON.stringify(truth.problem))
    const own: (Hex | Hex[])[] = [[...KINDS.keys()], `0x${word(SUBJECT)}`]
    const filter = { address: deployment.tributary.address, fromBlock: '0x0', toBlock: 'latest', topics: own }
    const logs = await chain.client.request({ method: 'eth_getLogs', params: [filter] } as never)
    return new FaultStage(chain, proxy, truth, logs as RpcLog[])
  }

  /** One event of this kind, in the middle of the subject's ledger: with more before it, and more after it. */
  one(kind: LedgerEvent['kind']): RpcLog {
    const all = this.logs.filter(({ topics }) => KINDS.get(topics[0]!) === kind)
    const [middle] = all.slice(Math.floor(all.length / 2))
    if (!middle || sequenceOf(middle) === this.logs.length) throw new Error(`The history has no ${kind} in the middle`)
    return middle
  }

  async stop(): Promise<void> {
    await this.proxy.stop()
    this.chain.anvil.kill()
  }

  /** What comes out when the RPC has these faults. */
  outcome(faults: readonly Fault[], work: WorkId = SUBJECT, patience = PATIENCE): Promise<Outcome> {
    this.proxy.reset()
    this.proxy.faults = faults
    return verifyWork(new RpcReader(new JsonRpc(`${this.proxy.url}/${++this.#asked}`, CHAIN_ID, patience)), work)
  }

  async report(...asked: Parameters<FaultStage['outcome']>): Promise<Report> {
    const outcome = await this.outcome(...asked)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
    return outcome.report
  }
}

export const kindsOf = ({ findings }: Report): Finding['kind'][] =>
  [...new Set(findings.map(({ kind }) => kind))].sort()

/** Where an event is, in findings about it. */
export const placeOf = (log: RpcLog) => ({
  work: SUBJECT,
  sequence: sequenceOf(log),
  block: BigInt(log.blockNumber),
  transaction: log.transactionHash,
})

/** Nothing is known to be wrong, and nothing is said to be right: either the RPC was of no use, or a part could not be had. */
export function expectDoubt(outcome: Outcome): void {
  if (!outcome.ok) return expect(outcome.problem.kind).toBe('unreachable')
  expect(kindsOf(outcome.report)).toEqual(['couldNotCheck'])
  expect(outcome.report.verdict).toBe('unchecked')
  expect(outcome.report.blame).toBeUndefined()
}

/** Something is wrong, and it is the RPC's doing: the contract is never accused for it. */
export function expectLie(report: Report): void {
  expect(report.verdict).toBe('differs')
  expect(report.blame).toBe('rpc')
}

/** All that was there was proven, whatever rubbish came with it. */
export function expectVerified(report: Report, remarks: readonly Finding['kind'][] = []): void {
  expect(kindsOf(report)).toEqual(remarks)
  expect(report.verdict).toBe('verified')
  expect(report.trust).toMatchObject({ authenticity: 'provenState', completeness: 'head' })
}

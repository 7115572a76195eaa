/** A faulty RPC beside an honest one: what is true comes out whatever the one does, and it alone is named. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JsonRpc } from '../../../src/verify/loading/json-rpc.ts'
import type { Report } from '../../../src/verify/report.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { verifyTogether } from '../../../src/verify/witnesses/together.ts'
import type { Witness } from '../../../src/verify/witnesses/words.ts'
import { FaultProxy, type Fault } from '../../harness/fault-proxy.ts'
import {
  answers,
  changed,
  every,
  halfAnswers,
  hangs,
  htmlPage,
  on,
  otherChain,
  refuses,
  slow,
  status,
  tooMany,
  truncatedJson,
} from '../../harness/faults/answers.ts'
import { sequenceOf, withWord, type RpcLog } from '../../harness/faults/log.ts'
import { alters, drops, event, invents, logs, repeats, reverses, truncates } from '../../harness/faults/logs.ts'
import { facts, headers, lags, proofs, views } from '../../harness/faults/state.ts'
import { witness } from '../liars.ts'
import { FaultStage, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_130, 160)
})
afterAll(() => stage.stop())

/** An RPC is remembered by its address, with what it took. */
let asked = 0
const reader = (url: string) => new RpcReader(new JsonRpc(url, 31_337, { silence: 300, retries: 1 }))
const honest = (operator = 'honest.example') => witness(operator, new RpcReader(new JsonRpc(stage.chain.url, 31_337)))
const faulty = (...faults: readonly Fault[]): Witness => {
  stage.proxy.reset()
  stage.proxy.faults = faults
  return witness('faulty.example', reader(`${stage.proxy.url}/${++asked}`))
}

async function together(...witnesses: readonly Witness[]): Promise<Report> {
  const outcome = await verifyTogether(witnesses, SUBJECT)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.report
}

function expectTrue(report: Report) {
  expect(report.verdict).toBe('verified')
  expect(report.trust).toMatchObject({ authenticity: 'provenState', completeness: 'head' })
  expect(report.works[0]!.income).toBe(stage.truth.works[0]!.income)
  expect(report.liars.map(({ rpc }) => rpc)).not.toContain('https://honest.example/')
}

const paid = () => stage.one('Paid')
const is = (log: RpcLog) => event(Number(SUBJECT), sequenceOf(log))
const more = (log: RpcLog) => withWord(log, 2, 77n)
const income = (told: Readonly<Record<string, unknown>>) => ({ income: (told['income'] as bigint) + 1n })

describe('a lie', () => {
  const LIES: [name: string, fault: () => readonly Fault[]][] = [
    ['drops an event', () => [drops(is(paid()))]],
    ['drops an event, from its receipts too', () => [drops(is(paid())), forged(is(paid()))]],
    ['drops the newest event', () => [drops(is(stage.logs.at(-1)!))]],
    ['drops all events', () => [logs(() => [])]],
    ['cuts off silently', () => [truncates(3)]],
    ['alters an event', () => [alters(is(paid()), more)]],
    ['another income', () => [facts(income, SUBJECT)]],
    ['another head', () => [facts(() => ({ head: `0x${'1'.repeat(64)}` }), SUBJECT)]],
    ['another balance', () => [views('claimable', (amount: bigint) => amount + 1n)]],
    ['another state of another work', () => [facts(income, stage.truth.works[1]!.facts.work)]],
    ['a forged proof', () => [proofs((proof) => ({ ...proof, storageProof: [] }))]],
    ['a forged header', () => [headers((block) => ({ ...block, stateRoot: `0x${'5e'.repeat(32)}` }))]],
  ]
  test.each(LIES)('%s: told first, it is caught, and the other RPC is believed', async (_, fault) => {
    const report = await together(faulty(...fault()), honest())
    expectTrue(report)
    expect(report.rpc).toBe('https://honest.example/')
    expect(report.liars.map(({ rpc }) => rpc)).toEqual(['https://faulty.example/'])
    expect(report.liars[0]!.findings.length).toBeGreaterThan(0)
  })

  test.each(LIES)('%s: told second, it changes nothing', async (_, fault) => {
    const report = await together(honest(), faulty(...fault()))
    expectTrue(report)
    expect(report.findings).toEqual([])
    expect(report.rpc).toBe('https://honest.example/')
  })

  const forged = (which: (log: RpcLog) => boolean): Fault =>
    on(
      'eth_getBlockReceipts',
      changed((receipts) =>
        (receipts as { logs: RpcLog[] }[]).map((each) => ({ ...each, logs: each.logs.filter((log) => !which(log)) })),
      ),
    )
})

describe('untidiness proves nothing against what is proven', () => {
  const REMARKS: [name: string, fault: () => readonly Fault[]][] = [
    ['repeats an event', () => [repeats(is(paid()))]],
    ['reverses the order', () => [reverses]],
    ['invents an event beside the true one', () => [invents(is(paid()), more)]],
  ]
  test.each(REMARKS)('%s', async (_, fault) => {
    const report = await together(faulty(...fault()), honest())
    expectTrue(report)
  })
})

describe('an RPC that takes its time', () => {
  const patient = (url: string) =>
    new RpcReader(new JsonRpc(`${url}/${++asked}`, 31_337, { silence: 9_000, retries: 1 }))
  const late = () => {
    stage.proxy.reset()
    stage.proxy.faults = [on('eth_getLogs', slow(400))]
    return witness('late.example', patient(stage.proxy.url))
  }
  /** Milliseconds: less than the late one needs, and more than the others, even on a busy machine. */
  const patience = 350

  test('does not hold up another one', async () => {
    const outcome = await verifyTogether([late(), honest()], SUBJECT, { patience })
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
    expectTrue(outcome.report)
    expect(outcome.report).toMatchObject({ rpc: 'https://honest.example/', liars: [] })
  })

  test('is heard to its end where the others can tell nothing', async () => {
    const proxy = await FaultProxy.start(stage.chain.url)
    proxy.faults = [on('eth_getLogs', refuses(-32601, 'the method does not exist'))]
    const mute = witness('mute.example', patient(proxy.url))
    const outcome = await verifyTogether([late(), mute], SUBJECT, { patience })
    await proxy.stop()
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
    expectTrue(outcome.report)
    expect(outcome.report).toMatchObject({ rpc: 'https://late.example/', liars: [] })
  })
})

describe('a failure accuses nobody', () => {
  const FAILURES: [name: string, fault: Fault][] = [
    ['never answers', hangs],
    ['breaks off', halfAnswers],
    ['a page for people', htmlPage],
    ['half a JSON', truncatedJson],
    ['an error of its own', status(500, 'Internal Server Error')],
    ['not there', status(404)],
    ['too many requests', tooMany('60')],
    ['another chain', otherChain(1)],
    ['no logs', on('eth_getLogs', refuses(-32601, 'the method does not exist'))],
    ['no views', on('eth_call', refuses(-32000, 'missing trie node'))],
    ['no proofs', on('eth_getProof', refuses(-32601, 'the method does not exist'))],
    ['no blocks', on('eth_getBlockByNumber', answers(null))],
    ['every third answer fails', every(3, status(503))],
    ['lags by two blocks', lags(2)],
  ]
  test.each(FAILURES)('%s', async (_, fault) => {
    const report = await together(faulty(fault), honest())
    expectTrue(report)
    expect(report.liars).toEqual([])
    const second = await together(honest(), faulty(fault))
    expectTrue(second)
    expect(second.liars).toEqual([])
  })
})

test('two honest ones outvote a third, whatever it shows', async () => {
  const blind = headers((block) => ({ ...block, hash: `0x${'0b'.repeat(32)}` }))
  const report = await together(faulty(blind), honest(), honest('other.example'))
  expectTrue(report)
  expect(report.trust.rpcs).toMatchObject({ same: 1, other: 1 })
  expect(report.liars.map(({ rpc }) => rpc)).toEqual(['https://faulty.example/'])
})

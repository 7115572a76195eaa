/** RPCs that say nothing, or nothing of use. It must not take for ever, and look like neither a proof nor an accusation. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../harness/fault-proxy.ts'
import {
  answers,
  first,
  halfAnswers,
  hangs,
  htmlPage,
  on,
  otherChain,
  refuses,
  status,
  truncatedJson,
} from '../../harness/faults/answers.ts'
import { expectDoubt, expectVerified, FaultStage, IMPATIENT, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_127, 120)
})
afterAll(() => stage.stop())

const BROKEN: [name: string, fault: Fault][] = [
  ['never answers', hangs],
  ['breaks off in the middle', halfAnswers],
  ['answers with a page for people', htmlPage],
  ['sends half a JSON', truncatedJson],
  ['has an error of its own', status(500, 'Internal Server Error')],
  ['is not there', status(404)],
  ['refuses', refuses(-32601, 'the method does not exist/is not available')],
  ['has pruned what is asked for', refuses(-32000, 'missing trie node: pruned history unavailable')],
  ['answers null', answers(null)],
  ['answers with something else', answers({ surprise: ['0x', 7] })],
  ['answers with a number', answers(42)],
]
const METHODS = ['eth_getBlockByNumber', 'eth_call', 'eth_getLogs'] as const

describe.each(METHODS)('an RPC that, asked for %s,', (method) => {
  test.each(BROKEN)('%s', async (_, fault) => {
    expectDoubt(await stage.outcome([on(method, fault)], SUBJECT, IMPATIENT))
  })
})

describe('an RPC that gives no proof of state because it', () => {
  test.each(BROKEN)('%s', async (_, fault) => {
    const report = await stage.report([on('eth_getProof', fault)], SUBJECT, IMPATIENT)
    // The history adds up; only that the RPC told the contract's state truthfully is not known.
    expect(report.trust).toMatchObject({ authenticity: 'oneRpc', completeness: 'gapless' })
    expect(report.blame).toBeUndefined()
    expect(report.verdict).not.toBe('differs')
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'couldNotCheck', what: 'state' }))
  })
})

test('what is only for a moment is asked for again', async () => {
  for (const [name, fault] of BROKEN.slice(0, 2)) {
    const report = await stage.report([on('eth_getLogs', first(1, fault))], SUBJECT, IMPATIENT)
    expect(report.verdict, name).toBe('verified')
  }
  expectVerified(await stage.report([first(2, status(503, 'Service Unavailable'))]))
})

test('an RPC of another chain is named as that, and nothing else is asked of it', async () => {
  const outcome = await stage.outcome([otherChain(1)])
  expectDoubt(outcome)
  expect(outcome).toMatchObject({ ok: false, problem: { detail: 'This RPC is of chain 1, not of chain 31337.' } })
  expect(stage.proxy.calls.map(({ method }) => method)).toEqual(['eth_chainId'])
})

test('all of it hangs: the end comes by itself', async () => {
  const before = Date.now()
  expectDoubt(await stage.outcome([hangs], SUBJECT, IMPATIENT))
  expect(Date.now() - before).toBeLessThan(30_000)
})

/** Lies that nobody thought of: anything in any answer may be changed, by chance. What is claimed must be true all the same. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JsonRpc } from '../../../src/verify/loading/json-rpc.ts'
import type { Outcome } from '../../../src/verify/verify.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { verifyTogether } from '../../../src/verify/witnesses/together.ts'
import type { Call, Fault } from '../../harness/fault-proxy.ts'
import { dice } from '../history.ts'
import { witness } from '../liars.ts'
import { FaultStage, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_131, 100)
})
afterAll(() => stage.stop())

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Roll = (below: number) => number

/** The same value with one thing changed, somewhere. */
function mutated(value: Json, roll: Roll): Json {
  if (Array.isArray(value) && value.length > 0 && roll(3) > 0) {
    const at = roll(value.length)
    switch (roll(8)) {
      case 0:
        return value.toSpliced(at, 1)
      case 1:
        return value.toSpliced(at, 0, value[roll(value.length)]!)
      case 2:
        return value.with(at, value[roll(value.length)]!)
      case 3:
        return value.slice(0, at)
      default:
        return value.with(at, mutated(value[at]!, roll))
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && roll(20) > 0) {
    const keys = Object.keys(value)
    const key = keys[roll(keys.length)]
    if (key === undefined) return null
    if (roll(10) === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    return { ...value, [key]: mutated(value[key]!, roll) }
  }
  return typeof value === 'string' && roll(10) > 0 ? otherText(value, roll) : strange(roll)
}

const strange = (roll: Roll): Json => [null, 0, -1, '', '0x', '0xzz', [], {}, true, `0x${'f'.repeat(64)}`][roll(10)]!

function otherText(text: string, roll: Roll): string {
  const at = 2 + roll(Math.max(1, text.length - 2))
  switch (roll(6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text + '00'
    case 2:
      return text.toUpperCase()
    default:
      return text.slice(0, at) + roll(16).toString(16) + text.slice(at + 1)
  }
}

/** Changes about one answer in `rarity`, of the methods it is about. */
function chance(roll: Roll, rarity: number, about: (call: Call) => boolean): Fault {
  return async (call, next) => {
    const reply = await next(call)
    return about(call) && 'result' in reply && roll(rarity) === 0
      ? { result: mutated(reply.result as Json, roll) }
      : reply
  }
}

const METHODS = ['eth_getLogs', 'eth_call', 'eth_getProof', 'eth_getBlockByNumber', 'eth_getBlockByHash'] as const
/** Of some methods only, so that lies come far; or of all. */
function faultOf(seed: number): Fault {
  const roll = dice(seed * 2_654_435)
  const only = METHODS[roll(METHODS.length + 1)]
  const about = ({ method }: Call) => (only ? method === only : method !== 'eth_chainId')
  return chance(roll, only === 'eth_call' ? 20 : 1 + roll(4), about)
}

let asked = 0
const faulty = (fault: Fault) => {
  stage.proxy.reset()
  stage.proxy.faults = [fault]
  const url = `${stage.proxy.url}/random${++asked}`
  return witness('faulty.example', new RpcReader(new JsonRpc(url, 31_337, { silence: 300, retries: 0 })))
}
const honest = () => witness('honest.example', new RpcReader(new JsonRpc(stage.chain.url, 31_337)))

/** What may never be: a contract accused, or something verified that is not so. */
function expectHonest(outcome: Outcome, seed: number) {
  const name = `seed ${seed}`
  if (!outcome.ok) return
  const { report } = outcome
  expect(report.blame, name).not.toBe('contract')
  if (report.verdict !== 'verified') return
  const truth = stage.truth.works[0]!
  expect(report.works[0]!.facts, name).toEqual(truth.facts)
  expect(report.works[0]!.income, name).toBe(truth.income)
  const owed = ({ holders }: typeof report) =>
    holders.map(({ account, units, claimable }) => [account, units, claimable])
  expect(owed(report), name).toEqual(owed(stage.truth))
}

const SEEDS = 80
describe.each([1, 2, 3, 4])('one thing in an answer is another, series %i', (series) => {
  const seeds = Array.from({ length: SEEDS / 4 }, (_, i) => series * 1_000 + i)

  test('with one RPC, what is claimed is true', async () => {
    const verdicts = new Set<string>()
    for (const seed of seeds) {
      const outcome = await verifyTogether([faulty(faultOf(seed))], SUBJECT)
      expectHonest(outcome, seed)
      verdicts.add(outcome.ok ? outcome.report.verdict : outcome.problem.kind)
    }
    // Otherwise these lies would not come far enough to be a test.
    expect([...verdicts]).toContain('differs')
  })

  test('with an honest RPC beside it, the truth comes out', async () => {
    for (const seed of seeds) {
      const outcome = await verifyTogether([faulty(faultOf(seed)), honest()], SUBJECT)
      expectHonest(outcome, seed)
      expect(outcome, `seed ${seed}`).toMatchObject({ ok: true, report: { blame: undefined } })
      if (!outcome.ok) continue
      expect(outcome.report.verdict, `seed ${seed}`).toBe('verified')
      expect(outcome.report.liars.map(({ rpc }) => rpc)).not.toContain('https://honest.example/')
    }
  })
})

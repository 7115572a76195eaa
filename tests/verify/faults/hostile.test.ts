/** Lies made to break the reader rather than to deceive it, and honest answers in unusual spellings. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workId, type Hex } from '../../../src/royalties/words.ts'
import { changed, first, on, refuses, spelled } from '../../harness/faults/answers.ts'
import { sequenceOf, withWord, wordOf, type RpcLog } from '../../harness/faults/log.ts'
import { alters, drops, event, logs, repeats } from '../../harness/faults/logs.ts'
import { facts, views } from '../../harness/faults/state.ts'
import { expectDoubt, expectLie, expectVerified, FaultStage, kindsOf, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_128, 160)
})
afterAll(() => stage.stop())

const MOST = 2 ** 40 - 1

describe('numbers that would exhaust whoever believes them', () => {
  const FACTS: [name: string, told: object][] = [
    ['four billion events', { sequence: 2 ** 32 - 1 }],
    ['a newest event in the far future', { lastBlock: MOST }],
    ['both, from the first block on', { sequence: 2 ** 32 - 1, lastBlock: MOST, mintBlock: 0, anchorBlock: 1 }],
    ['fewer events than there are', { sequence: 3 }],
    ['none at all in block zero', { sequence: 1, lastBlock: 0 }],
  ]
  test.each(FACTS)('%s', async (_, told) => {
    const report = await stage.report([facts(() => told, SUBJECT)])
    expectLie(report)
    expect(kindsOf(report)).toContain('stateDiffers')
  })

  test('where the ledger begins and has its anchor, which nothing proves: it is found all the same', async () => {
    for (const told of [{ mintBlock: 0 }, { mintBlock: 2 ** 32 - 1 }, { anchorBlock: 7 }, { anchorBlock: MOST }])
      expectVerified(await stage.report([facts(() => told, SUBJECT)]))
  })

  test('a thousand ancestors', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ work: 1_000 + i, royalty: 1 }))
    const report = await stage.report([views('ancestorsOf', () => many, SUBJECT)])
    expectLie(report)
    expect(report.findings.filter(({ kind }) => kind === 'stateDiffers')).toContainEqual(
      expect.objectContaining({ field: 'ancestors', told: 1_000n }),
    )
    expect(report.findings.length).toBeLessThan(200)
  })

  test('the same event a thousand times', async () => {
    const target = event(Number(SUBJECT), sequenceOf(stage.one('Paid')))
    const often = logs((all) => all.flatMap((log) => (target(log) ? Array<RpcLog>(1_000).fill(log) : [log])))
    expectVerified(await stage.report([often]), ['repeated'])
  })
})

describe('works that are said not to be there', () => {
  test('one of the family', async () => {
    const other = stage.truth.works[1]!.facts.work
    expectDoubt(await stage.outcome([views('worksOf', () => [], other)]))
  })

  test('the one asked for, although its own proof shows it', async () => {
    const outcome = await stage.outcome([views('worksOf', () => [], SUBJECT)])
    expect(outcome).toMatchObject({ ok: false, problem: { kind: 'unreachable' } })
  })

  test('the one asked for, by an RPC that gives no proof: its word is all there is', async () => {
    const hidden = [views('worksOf', () => [], SUBJECT), on('eth_getProof', refuses(-32601, 'no such method'))]
    expect(await stage.outcome(hidden)).toMatchObject({ ok: false, problem: { kind: 'noSuchWork' } })
  })

  test('one that is truly not there', async () => {
    expect(await stage.outcome([], workId(77))).toMatchObject({ ok: false, problem: { kind: 'noSuchWork' } })
  })
})

test('a history that is one event shorter and numbered anew', async () => {
  const lost = stage.one('Paid')
  const later = (log: RpcLog) => BigInt(log.topics[1]!) === SUBJECT && sequenceOf(log) > sequenceOf(lost)
  const report = await stage.report([
    alters(later, (log) => withWord(log, 0, wordOf(log, 0) - (1n << 80n))),
    drops(event(Number(SUBJECT), sequenceOf(lost))),
    facts(({ sequence }) => ({ sequence: (sequence as number) - 1 }), SUBJECT),
  ])
  expectLie(report)
  expect(kindsOf(report)).toContain('stateDiffers')
})

test('everything twice, and every number of a log the same', async () => {
  expectVerified(await stage.report([repeats(() => true)]), ['repeated'])
  const same = await stage.report([
    alters(
      () => true,
      (log) => ({ ...log, logIndex: '0x7' }),
    ),
  ])
  expect(same.verdict).toBe('verified')
  expect(same.blame).toBeUndefined()
})

test('a lie that is told once only and then taken back', async () => {
  const lost = event(Number(SUBJECT), sequenceOf(stage.one('Paid')))
  const once = on(
    'eth_getLogs',
    first(
      1,
      changed((all) => (all as RpcLog[]).filter((log) => !lost(log))),
    ),
  )
  const report = await stage.report([once])
  expect(report.blame).not.toBe('contract')
  if (report.verdict === 'verified') expectVerified(report)
  else expectLie(report)
})

describe('an honest answer, spelled', () => {
  const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`
  test('in capital letters', async () => {
    const loud = (log: RpcLog): RpcLog => ({
      ...log,
      address: upper(log.address),
      topics: log.topics.map(upper),
      data: upper(log.data),
      blockHash: upper(log.blockHash),
    })
    expectVerified(await stage.report([alters(() => true, loud)]))
  })

  const SPELLINGS: [name: string, write: (answer: object) => string][] = [
    ['over many lines', (answer) => JSON.stringify(answer, null, 4)],
    [
      'with its parts the other way round',
      (answer) => JSON.stringify(Object.fromEntries(Object.entries(answer).reverse())),
    ],
    ['with an error of null beside it', (answer) => JSON.stringify({ ...answer, error: null })],
    ['with escapes nobody needs', (answer) => JSON.stringify(answer).replaceAll('"0x', '"\\u0030x')],
    ['with space around it', (answer) => `\n\n  ${JSON.stringify(answer)}\n\n`],
  ]
  test.each(SPELLINGS)('%s', async (_, write) => {
    expectVerified(await stage.report([spelled(write)]))
  })

  test('with fields nobody knows in every log', async () => {
    const more = (log: RpcLog) => ({
      surprise: { data: '0x00', topics: ['0x00'] },
      ...log,
      removed: false,
      l1Fee: '0x1',
    })
    expectVerified(await stage.report([alters(() => true, more)]))
  })
})

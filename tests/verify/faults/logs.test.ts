/** An RPC that sends other events than there are: what was done to which event, and that the contract is not accused of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LedgerEvent } from '../../../src/royalties/ledger.ts'
import { workId } from '../../../src/royalties/words.ts'
import { changed, on, refuses } from '../../harness/faults/answers.ts'
import { sequenceOf, withWord, wordOf, type RpcLog } from '../../harness/faults/log.ts'
import { alters, drops, event, invents, logs, repeats, reverses } from '../../harness/faults/logs.ts'
import { expectLie, expectVerified, FaultStage, kindsOf, placeOf, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_125)
})
afterAll(() => stage.stop())

/** How far back the gap goes depends on what still leads there; its newest event is always known. */
const gapAt = (place: object): unknown =>
  expect.objectContaining({ kind: 'gap', place: expect.objectContaining(place) as unknown })

const is = (log: RpcLog) => event(Number(SUBJECT), sequenceOf(log))

test('without a fault, all is verified through the same proxy', async () => {
  const report = await stage.report([])
  expectVerified(report)
  expect(report.blame).toBeUndefined()
})

describe('dropped', () => {
  const WHICH: [name: string, of: (all: readonly RpcLog[]) => RpcLog][] = [
    ['an event in the middle', (all) => all[Math.floor(all.length / 2)]!],
    ['the newest event', (all) => all.at(-1)!],
    ['the first event', (all) => all[0]!],
  ]
  test.each(WHICH)('%s', async (_, of) => {
    const lost = of(stage.logs)
    const report = await stage.report([drops(is(lost))])
    expectLie(report)
    expect(report.findings).toContainEqual(gapAt(placeOf(lost)))
  })

  test('a block with all that is in it', async () => {
    const { blockNumber } = stage.one('Paid')
    const lost = stage.logs.filter((log) => log.blockNumber === blockNumber)
    const report = await stage.report([drops((log) => log.blockNumber === blockNumber)])
    expectLie(report)
    expect(report.findings).toContainEqual(gapAt(placeOf(lost.at(-1)!)))
  })

  test('everything', async () => {
    const report = await stage.report([logs(() => [])])
    expectLie(report)
    expect(report.findings).toContainEqual(gapAt({ work: SUBJECT, sequence: stage.logs.length }))
  })

  test('an event of a work that this one is paid by', async () => {
    const other = stage.truth.works[1]!.facts
    const report = await stage.report([drops(event(Number(other.work), other.sequence))])
    expectLie(report)
    expect(report.findings).toContainEqual(gapAt({ work: other.work, sequence: other.sequence }))
  })

  test('from the receipts as well: then those prove that they were cut', async () => {
    const lost = stage.one('Paid')
    const cut = on(
      'eth_getBlockReceipts',
      changed((receipts) =>
        (receipts as { logs: RpcLog[] }[]).map((each) => ({
          ...each,
          logs: each.logs.filter((log) => !is(lost)(log)),
        })),
      ),
    )
    const report = await stage.report([drops(is(lost)), cut])
    expectLie(report)
    expect(kindsOf(report)).toContain('gap')
    expect(kindsOf(report)).toContain('proofWrong')
  })

  test('with receipts refused: the gap is known, only its transaction is not', async () => {
    const lost = stage.one('Paid')
    const report = await stage.report([drops(is(lost)), on('eth_getBlockReceipts', refuses(-32601, 'no such method'))])
    expectLie(report)
    const { transaction: _, ...place } = placeOf(lost)
    expect(report.findings).toContainEqual(gapAt(place))
  })
})

describe('altered', () => {
  const PLUS = (place: number) => (log: RpcLog) => withWord(log, place, wordOf(log, place) + 1n)
  const TOPIC = (place: number) => (log: RpcLog) => ({
    ...log,
    topics: log.topics.with(place, `0x${'5e'.repeat(20).padStart(64, '0')}`),
  })
  const FIELDS: [kind: LedgerEvent['kind'], field: string, change: (log: RpcLog) => RpcLog][] = [
    ['Paid', 'amount', PLUS(3)],
    ['Paid', 'ref', PLUS(4)],
    ['Paid', 'payer', TOPIC(2)],
    ['Credited', 'income', PLUS(2)],
    ['Moved', 'units', PLUS(1)],
    ['Moved', 'to', TOPIC(3)],
    ['Claimed', 'amount', PLUS(1)],
  ]
  test.each(FIELDS)('%s: %s', async (kind, field, change) => {
    const target = stage.one(kind)
    const report = await stage.report([alters(is(target), change)])
    expectLie(report)
    expect(report.findings).toContainEqual({ kind: 'altered', place: placeOf(target), field })
    expect(kindsOf(report)).toContain('headMismatch')
  })

  const STAMPS: [field: string, by: bigint][] = [
    ['the time', 1n << 40n],
    ['the sequence', 1n << 80n],
    ['the block before', 1n],
    ['the anchor', 1n << 112n],
    ['what is never used', 1n << 200n],
  ]
  test.each(STAMPS)('%s in the stamp', async (_, by) => {
    const target = stage.one('Paid')
    const report = await stage.report([alters(is(target), (log) => withWord(log, 0, wordOf(log, 0) + by))])
    expectLie(report)
  })

  test('the block it is said to be in, which no hash covers: still no accusation of the contract', async () => {
    const target = stage.one('Paid')
    for (const by of [-1n, 1n]) {
      const moved = (log: RpcLog): RpcLog => ({
        ...log,
        blockNumber: `0x${(BigInt(log.blockNumber) + by).toString(16)}`,
      })
      expectLie(await stage.report([alters(is(target), moved)]))
    }
  })

  test('made unreadable', async () => {
    const target = stage.one('Paid')
    for (const change of [
      (log: RpcLog) => ({ ...log, data: `${log.data}00` as const }),
      (log: RpcLog) => ({ ...log, topics: log.topics.slice(0, 3) }),
      (log: RpcLog) => withWord(log, 1, 77n),
    ])
      expectLie(await stage.report([alters(is(target), change)]))
  })
})

describe('rubbish beside the whole history is named, and changes nothing', () => {
  test('an event twice', async () => {
    expectVerified(await stage.report([repeats(is(stage.one('Paid')))]), ['repeated'])
  })

  test('the list backwards', async () => {
    expectVerified(await stage.report([reverses]))
  })

  test('numbers of logs against the order of the ledger', async () => {
    const turned = (log: RpcLog): RpcLog => ({ ...log, logIndex: `0x${(1_000 - Number(log.logIndex)).toString(16)}` })
    const report = await stage.report([alters(() => true, turned)])
    expect(report.verdict).toBe('verified')
    expect(kindsOf(report)).toEqual(['outOfOrder'])
  })

  const INVENTED: [name: string, make: (log: RpcLog) => RpcLog][] = [
    ['a rival of the same number', (log) => withWord(log, 3, 10n ** 30n)],
    ['one beyond the newest', (log) => withWord(log, 0, wordOf(log, 0) + (5_000n << 80n))],
    ['one of another contract', (log) => ({ ...log, address: `0x${'ee'.repeat(20)}` })],
    ['one of another work', (log) => ({ ...log, topics: log.topics.with(1, `0x${'9'.padStart(64, '0')}`) })],
  ]
  test.each(INVENTED)('%s', async (_, make) => {
    const report = await stage.report([invents(is(stage.one('Paid')), make)])
    expectVerified(report, ['invented'])
  })
})

test('what is wrong with one work does not hide what is right with another', async () => {
  const alone = workId(2)
  expectVerified(await stage.report([drops(is(stage.one('Paid')))], alone))
})

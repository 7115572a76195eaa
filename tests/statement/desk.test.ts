import { afterAll, beforeAll, expect, test } from 'vitest'
import { NATIVE, workId, type Address } from '../../src/royalties/words.ts'
import { partOf } from '../../src/royalties/split.ts'
import { ALL_UNITS } from '../../src/royalties/words.ts'
import { EVER } from '../../src/royalties/statement/period.ts'
import { Desk } from '../../src/screens/statement/desk.ts'
import type { Volume } from '../../src/screens/statement/volume.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { eventsOf } from '../../src/verify/ledger.ts'
import { Acts } from '../differential/acts.ts'
import { Chain } from '../verify/history.ts'

const ACTS = 700
let chain: Chain
let volume: Volume
let holders: readonly Address[]
const desk = new Desk()

/** A grandchild: its payments go to three ancestors. */
const WORK = workId(4)

beforeAll(async () => {
  chain = await Chain.start()
  await new Acts(chain, 77).live(ACTS)
  const outcome = await verifyWork(new RpcReader(chain.client), WORK)
  if (!outcome.ok) throw new Error(outcome.problem.kind)
  const { works, pin, verdict } = outcome.report
  holders = outcome.report.holders.map(({ account }) => account)
  const currency = { address: NATIVE, symbol: 'ETH', decimals: 18 }
  volume = { works, pin, verdict, chainId: 31_337, currency }
  desk.add(volume)
})
afterAll(() => void chain.anvil.kill())

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n)

test('every payment is followed to all holders of all works it paid, to the last 1e-16 of a unit', () => {
  let payments = 0
  for (const { event } of eventsOf(volume.works[0]!)) {
    if (event.kind !== 'Paid') continue
    const way = desk.fates(0, event.stamp.sequence)
    expect(sum(way.map(({ income }) => income))).toBe(event.amount * 10n ** 16n)
    for (const { payouts, waiting, income } of way)
      expect(sum([waiting, ...payouts.map(({ amount }) => amount)])).toBe(income)
    expect(new Set(way.map(({ work }) => work))).toEqual(
      new Set([WORK, ...volume.works[0]!.facts.ancestors.map(({ work }) => work)]),
    )
    payments += 1
  }
  expect(payments).toBeGreaterThan(5)
})

test('every payout is made of what came in before it, exactly', () => {
  let claims = 0
  for (const { event } of eventsOf(volume.works[0]!)) {
    const origins = desk.origins(0, event.stamp.sequence)
    if (event.kind !== 'Claimed') expect(origins).toEqual([])
    else {
      claims += 1
      expect(sum(origins.map(({ amount }) => amount))).toBe(event.amount * 10n ** 16n)
      for (const { event: of } of origins) expect(of!.stamp.sequence).toBeLessThanOrEqual(event.stamp.sequence)
    }
  }
  expect(claims).toBeGreaterThan(2)
})

test('an ancestor whose history is not known is named with what it got, and nobody is accused', () => {
  const [subject] = volume.works
  const alone = new Desk()
  alone.add({ ...volume, works: [subject!] })
  const paid = [...eventsOf(subject!)].find(({ event }) => event.kind === 'Paid')!.event
  if (paid.kind !== 'Paid') throw new Error('There is a payment')
  const unread = alone.fates(0, paid.stamp.sequence).filter(({ account }) => account === 'unread')
  expect(unread.map(({ work, income }) => [work, income])).toEqual(
    subject!.facts.ancestors.map(({ work, royalty }) => [work, partOf(paid.amount, royalty) * ALL_UNITS]),
  )
})

test('holders together are the sheet of the work, pages of rows are the rows, and it stays the newest that is kept', () => {
  const wanted = { volume: 0, period: EVER }
  const sheet = desk.sheet(wanted)
  const each = desk.holders(0, holders, EVER)
  for (const key of ['income', 'claimed', 'closing'] as const) expect(sum(each.map((one) => one[key]))).toBe(sheet[key])
  const all = desk.rows(wanted, 0, sheet.rows)
  expect([
    ...desk.rows(wanted, 0, 7),
    ...desk.rows({ ...wanted, holder: holders[0] }, 0, 0),
    ...desk.rows(wanted, 7, 1e9),
  ]).toEqual(all)
  expect(all.at(-1)).toMatchObject({ kind: 'Closing', due: sheet.closing })
  expect(sum(all.map(({ amount }) => amount)) + sheet.opening).toBe(sheet.closing)
  const months = desk.periods({ volume: 0 }, 'month')
  expect(months.at(-1)!.closing).toBe(sheet.closing)
  expect(sum(months.map(({ income }) => income))).toBe(sheet.income)
})

test('what reaches the page can be sent between threads', () => {
  const wanted = { volume: 0, holder: holders[0], period: EVER }
  for (const value of [volume, desk.sheet(wanted), desk.rows(wanted, 0, 100), desk.fates(0, 3), desk.origins(0, 3)])
    expect(structuredClone(value)).toEqual(value)
})

import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../src/royalties/columns/builder.ts'
import { eventAt, soundness, type Columns } from '../../src/royalties/columns/columns.ts'
import { fastReplay } from '../../src/royalties/columns/replay.ts'
import { HOUR } from '../../src/royalties/flows.ts'
import { MOST_INCOME, payableOf, replay, type Entry } from '../../src/royalties/replay.ts'
import { INCOME, NATIVE, SHARE, Usage, workId, type Hex } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'
import { account, claimed, credited, honest, moved, opened, paid, work, type Told } from './books.ts'
import { columnsFor } from './encode.ts'

const ancestors = [3, 4].map((id) => ({ work: workId(id), royalty: 725 }))
const id: Hex = `0x${'07'.repeat(32)}`

const entriesOf = (columns: Columns): Entry[] =>
  Array.from({ length: columns.length }, (_, i) => ({ event: eventAt(columns, i), block: BigInt(columns.blocks[i]!) }))

/** Everything there is to know of a state, in one text: order of holders and private parts too. */
function textOf({ state, faults }: ReturnType<typeof replay>): string {
  const { running, requests, holders, ...sums } = state
  const flowing = [running.rate, running.ahead(), running.falls(), running.still]
  return JSON.stringify(
    { sums, flowing, escrow: requests.escrow(), holders: [...holders], faults },
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  )
}

/** Agrees with the reference, or leaves it to the reference. `true`: agrees. */
function agrees(columns: Columns, until?: number): boolean {
  const fast = fastReplay(ancestors, columns, until)
  if (!fast) return false
  expect(textOf(fast)).toBe(textOf(replay(ancestors, entriesOf(columns), { until })))
  return true
}

/** Many events in a block, anchors, and amounts of every size. */
function long(seed: number, count: number, told: (roll: (below: number) => number, i: number) => Told): Columns {
  const roll = dice(seed)
  const entries: Entry[] = []
  let [block, time, anchor, previous] = [1n, 1_000, 0n, 0n]
  for (let i = 0; i < count; i++) {
    if (roll(3) === 0) [block, time] = [block + BigInt(1 + roll(9)), time + roll(2_000)]
    const stamp = { anchorBlock: anchor, sequence: i + 1, time, previousBlock: previous }
    if ((i + 1) % 256 === 0) anchor = block
    previous = block
    entries.push({ event: { ...told(roll, i), work, stamp }, block })
  }
  return columnsFor(entries)
}

const shares = (i: number): Told => moved(NATIVE, account(i + 1), 50n * SHARE)
const huge = (roll: (below: number) => number): bigint => BigInt(1 + roll(2 ** 30)) << BigInt(roll(60))

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('honest history %i: the same to the last bit', (seed) => {
  const columns = columnsFor(honest(dice(seed), ancestors, 60))
  for (const until of [undefined, 0, 10_000, 10 * HOUR]) expect(agrees(columns, until)).toBe(true)
})

test('payments, credits and movements over many blocks and anchors', () => {
  const columns = long(21, 1_500, (roll, i) => {
    if (i < 2) return shares(i)
    if (roll(9) === 0) return moved(account(1 + roll(2)), account(1 + roll(40)), BigInt(roll(9)))
    return roll(3) === 0 ? credited(huge(roll), i) : paid(huge(roll))
  })
  expect(agrees(columns)).toBe(true)
})

test('more accounts than the first table holds', () => {
  const columns = long(22, 900, (_, i) => (i < 2 ? shares(i) : moved(account(1), account(10 + i), 7n)))
  expect(agrees(columns)).toBe(true)
  expect(fastReplay(ancestors, columns)!.state.holders.size).toBe(900)
})

test('flows that are opened, extended and closed, and keys that are asked for, delivered and refunded', () => {
  const fan = account(60)
  const rate = INCOME * 10_000n
  const request = {
    ...{ buyer: fan, id, keyAddress: fan, usage: Usage.Play, units: 1n, ref: id, ex: 5n, kAddress: fan },
    ...{ price: 40n, fee: 2n },
  } as const
  const told: readonly (readonly [number, Told])[] = [
    [10, shares(0)],
    [10, shares(1)],
    [100, opened(fan, rate, 3 * HOUR, 100)],
    [200, paid(10n)],
    [
      300,
      {
        ...{ kind: 'FlowExtended', payer: fan, rate, oldEnd: 3 * HOUR, newEnd: 5 * HOUR },
        deposit: (rate * BigInt(2 * HOUR)) / INCOME,
      },
    ],
    [2 * HOUR, { kind: 'FlowClosed', payer: fan, rate, oldEnd: 5 * HOUR, refund: (rate * BigInt(3 * HOUR)) / INCOME }],
    [2 * HOUR, { kind: 'KeyRequested', ...request, deadline: 99 * HOUR }],
    [2 * HOUR + 5, paid(40n, Usage.Play, fan)],
    [2 * HOUR + 5, { kind: 'KeyDelivered', buyer: fan, server: fan, id, scalar: 1n, fee: 2n }],
    [2 * HOUR + 5, { kind: 'KeyRequested', ...request, deadline: 3 * HOUR }],
    [4 * HOUR, { kind: 'KeyRefunded', buyer: fan, id, amount: 42n }],
    [4 * HOUR, { kind: 'Accrued', until: 4 * HOUR }],
    [5 * HOUR, { kind: 'KeyRequested', ...request, deadline: 99 * HOUR }],
  ]
  const entries = told.map(([time, event], i) => ({
    event: { ...event, work, stamp: { anchorBlock: 0n, sequence: i + 1, time, previousBlock: BigInt(i) } },
    block: BigInt(i + 1),
  }))
  for (let length = 2; length <= entries.length; length++) {
    const columns = columnsFor(entries.slice(0, length))
    expect(replay(ancestors, entriesOf(columns)).faults).toEqual([])
    expect(agrees(columns, 9 * HOUR)).toBe(true)
  }
})

test('what would take a work beyond the most it can book is left to the reference', () => {
  const near = (more: bigint) =>
    long(23, 4, (_, i) => (i < 2 ? shares(i) : credited(i === 2 ? MOST_INCOME - 5n : more, i)))
  expect(agrees(near(5n))).toBe(true)
  expect(agrees(near(6n))).toBe(false)
  const beyond = replay(ancestors, entriesOf(near(6n)))
  expect([beyond.faults, beyond.state.income]).toEqual([[], MOST_INCOME - 5n])
})

describe('whatever is changed', () => {
  test.each([31, 32, 33])('in history %i, the reference is agreed with, or left to find what is wrong', (seed) => {
    const roll = dice(seed)
    const good = columnsFor(honest(roll, ancestors, 50))
    let [same, left] = [0, 0]
    for (let round = 0; round < 400; round++) {
      const words = good.words.slice()
      const word = 32 * roll(words.length / 32)
      words[word + 12 + roll(20)]! ^= 1 << roll(8)
      const changed = { ...good, words }
      // Only sound columns come so far.
      if (soundness(changed) !== undefined) continue
      if (agrees(changed, 9 * HOUR)) same += 1
      else {
        left += 1
        const { faults, state } = replay(ancestors, entriesOf(changed), { until: 9 * HOUR })
        const full = state.booked > MOST_INCOME || offered(changed) > MOST_INCOME
        expect(faults.length > 0 || full).toBe(true)
      }
    }
    expect(same).toBeGreaterThan(20)
    expect(left).toBeGreaterThan(20)
  })

  /** Everything that was paid or credited, whether it was booked or not. */
  const offered = (columns: Columns): bigint =>
    entriesOf(columns).reduce((sum, { event }) => {
      if (event.kind === 'Paid') return sum + event.amount * INCOME
      return 'income' in event ? sum + event.income : sum
    }, 0n)
})

test('claims of more than is due, shares of nobody, and a mint that is not over are left to the reference', () => {
  const history = (...told: Told[]) => long(24, told.length, (_, i) => told[i]!)
  const all = [shares(0), shares(1), paid(1_000n)]
  const due = payableOf(replay(ancestors, entriesOf(history(...all))).state.holders.get(account(1))!, 855n * INCOME)
  expect(agrees(history(...all, claimed(account(1), due)))).toBe(true)
  expect(agrees(history(...all, claimed(account(1), due + 1n)))).toBe(false)
  expect(agrees(history(...all, moved(account(9), account(1), 1n)))).toBe(false)
  expect(agrees(history(...all, moved(NATIVE, account(1), 1n)))).toBe(false)
  expect(agrees(history(shares(0)))).toBe(false)
  expect(agrees(history(shares(0), paid(1n)))).toBe(false)
  expect(agrees(columnsOf(work, []))).toBe(false)
})

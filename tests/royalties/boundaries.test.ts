/** What mutants of the money code showed to be unguarded (tests/mutation). */
import { expect, test } from 'vitest'
import { fastReplay } from '../../src/royalties/columns/replay.ts'
import { HOUR } from '../../src/royalties/flows.ts'
import { MOST_INCOME, replay } from '../../src/royalties/replay.ts'
import { INCOME, NATIVE, SHARE } from '../../src/royalties/words.ts'
import { account, ledger, moved, opened, paid, type Told } from './books.ts'
import { columnsFor } from './encode.ts'

const [ada, fan] = [account(1), account(9)]
const mint = (shares: bigint): Told => moved(NATIVE, ada, shares * SHARE)

test('the most a work can book is the highest int128', () => {
  expect(MOST_INCOME).toBe(170141183460469231731687303715884105727n)
})

test('a mint of too few shares is one fault, at the first event after it', () => {
  const { faults } = replay([], ledger([[10, mint(50n)], ...[20, 30].map((time) => [time, paid(1n)] as const)]))
  expect(faults).toEqual([{ kind: 'supplyWrong', at: 1, minted: 50n * SHARE }])
})

test.each([
  ['payment', paid(1n)],
  ['movement', moved(ada, fan, 1n)],
])('a mint after a %s is a fault where it stands', (_, other) => {
  const told = [mint(100n), other, mint(1n), paid(1n)].map((event, i) => [10 + i, event] as const)
  expect(replay([], ledger(told)).faults).toEqual([{ kind: 'supplyWrong', at: 2, minted: 101n * SHARE }])
})

test('the first hour of a flow, which does not come back, counts from its opening, however often it is extended', () => {
  const closed = (refund: bigint) =>
    replay(
      [],
      ledger([
        [10, mint(100n)],
        [100, opened(fan, INCOME, 2 * HOUR, 100)],
        [
          200,
          { kind: 'FlowExtended', payer: fan, rate: INCOME, oldEnd: 2 * HOUR, newEnd: 3 * HOUR, deposit: BigInt(HOUR) },
        ],
        [300, { kind: 'FlowClosed', payer: fan, rate: INCOME, oldEnd: 3 * HOUR, refund }],
      ]),
    ).faults
  const left = BigInt(3 * HOUR - (100 + HOUR))
  expect(closed(left)).toEqual([])
  expect(closed(left - 100n)).toMatchObject([{ kind: 'flowWrong', field: 'refund', expected: left }])
})

test('a flow opened again has a first hour of its own', () => {
  const closed = (refund: bigint) =>
    replay(
      [],
      ledger([
        [10, mint(100n)],
        [100, opened(fan, INCOME, 2 * HOUR, 100)],
        [3 * HOUR, opened(fan, INCOME, 5 * HOUR, 3 * HOUR)],
        [3 * HOUR + 100, { kind: 'FlowClosed', payer: fan, rate: INCOME, oldEnd: 5 * HOUR, refund }],
      ]),
    ).faults
  expect(closed(BigInt(HOUR))).toEqual([])
  expect(closed(BigInt(2 * HOUR - 100))).toMatchObject([{ kind: 'flowWrong', field: 'refund' }])
})

test.each([1, 2])(
  'event %i a second later than others of its block: the quick replay leaves it to the reference',
  (at) => {
    const inOneBlock = (time: number) => {
      const told = [mint(100n), paid(1n), paid(1n)].slice(0, at + 1)
      const entries = ledger(told.map((event, i) => [i === at ? time : 20, event]))
      return entries.map((entry, i) => (i === at ? { ...entry, block: BigInt(at) } : entry))
    }
    expect(replay([], inOneBlock(20)).faults).toEqual([])
    expect(fastReplay([], columnsFor(inOneBlock(20)))).toBeDefined()
    expect(replay([], inOneBlock(21)).faults).toMatchObject([{ kind: 'stampWrong', at, field: 'time' }])
    expect(fastReplay([], columnsFor(inOneBlock(21)))).toBeUndefined()
  },
)

import { expect, test } from 'vitest'
import { HOUR } from '../../src/royalties/flows.ts'
import { statementOf, statementsOf } from '../../src/royalties/statement/statement.ts'
import { parsePeriod, periodAt, periodsBetween, periodText } from '../../src/royalties/statement/period.ts'
import { ALL_UNITS, INCOME, NATIVE, SHARE, Usage, workId } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'
import { account, credited, honest, ledger, moved, opened, paid, work } from './books.ts'

const at = (text: string) => Date.parse(`${text}Z`) / 1_000
const root = { work: workId(2), royalty: 1_000 }

test('months, quarters and years are those of UTC, leap days included', () => {
  expect(periodAt(at('2028-02-29T23:59:59'), 'month')).toEqual({
    from: at('2028-02-01T00:00'),
    until: at('2028-03-01T00:00'),
  })
  expect(periodAt(at('2026-12-31T23:59:59'), 'quarter')).toEqual({
    from: at('2026-10-01T00:00'),
    until: at('2027-01-01T00:00'),
  })
  expect(periodAt(at('2026-01-01T00:00'), 'year', -1)).toEqual({
    from: at('2025-01-01T00:00'),
    until: at('2026-01-01T00:00'),
  })
  const months = periodsBetween(at('2025-11-30T12:00'), at('2026-02-01T00:00'), 'month')
  expect(months.map(periodText)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
})

test.each(['2026', '2026-q3', '2026-08', '2026-08-03..2026-08-19', 'all'])(
  '%s means the same there and back',
  (text) => {
    expect(periodText(parsePeriod(text)!)).toBe(text)
  },
)

test.each([
  '',
  '2026-13',
  '2026-00',
  '2026-q5',
  '2026-02-30..2026-03-01',
  '2026-03-02..2026-03-01',
  '26',
  'all..all',
  '2026-08-03..',
])('“%s” is no period', (text) => expect(parsePeriod(text)).toBeUndefined())

test('a flow is divided to the second where one period ends and the next begins', () => {
  const entries = ledger([
    [100, moved(NATIVE, account(1), ALL_UNITS)],
    [100, opened(account(5), INCOME, 2 * HOUR, 100)],
  ])
  const cut = 1_100
  const of = { work, ancestors: [], entries, now: 9 * HOUR }
  const [early, late] = statementsOf(of, [
    { from: 0, until: cut },
    { from: cut, until: Number.POSITIVE_INFINITY },
  ])
  expect([early!.income, late!.opening, late!.income]).toEqual(
    [1_000n, 1_000n, 6_100n].map((sum) => sum * INCOME * ALL_UNITS),
  )
  expect(late!.lines).toEqual([])
  expect(late!.flowed).toBe(late!.income)
})

test('the statement of a work says what was paid to it and what went up, by payment and by second', () => {
  const entries = ledger([
    [100, moved(NATIVE, account(1), ALL_UNITS)],
    [100, paid(1_000n)],
    [100, credited(500n * INCOME, 3)],
    [100, opened(account(5), 10_000n * INCOME, 2 * HOUR, 100)],
  ])
  const { paidIn, income } = statementOf({
    work,
    ancestors: [root, { work: workId(3), royalty: 250 }],
    entries,
    now: 101,
  })
  const exact = (units: bigint) => units * INCOME * ALL_UNITS
  expect(paidIn).toEqual({
    whole: exact(11_000n),
    up: [
      { work: 2n, income: exact(1_100n) },
      { work: 3n, income: exact(275n) },
    ],
    spilled: 0n,
    kept: exact(9_625n),
  })
  expect(income).toBe(exact(9_625n + 500n))
})

test('a sale on the market is told from a gift by the royalty paid right before it', () => {
  const resale = { ...paid(5n, Usage.Resale, account(2)), units: 10n * SHARE }
  const sale = moved(account(1), account(2), 10n * SHARE)
  const entries = ledger([
    [100, moved(NATIVE, account(1), ALL_UNITS)],
    [100, resale],
    [100, sale],
    [100, sale],
  ])
  // Both are of one block, as the contract writes them.
  const inOne = entries.map((entry, i) => (i === 2 ? { ...entry, block: entries[1]!.block } : entry))
  const { lines, openingUnits, units } = statementOf({ work, ancestors: [], entries: inOne, holder: account(2) })
  expect(lines.map(({ payment }) => payment?.usage)).toEqual([Usage.Resale, undefined])
  expect([openingUnits, units]).toEqual([0n, 20n * SHARE])
})

test('in any history: periods are seamless, parts are the whole, holders together are the work', () => {
  const roll = dice(5)
  for (let run = 0; run < 80; run++) {
    const ancestors = run % 2 ? [root] : []
    const entries = honest(roll, ancestors)
    const now = entries.at(-1)!.event.stamp.time + roll(9 * HOUR)
    const of = { work, ancestors, entries, now }
    const cuts = [0, ...Array.from({ length: 4 }, () => roll(now + 1)).sort((a, b) => a - b), Number.POSITIVE_INFINITY]
    const periods = cuts.slice(1).map((until, i) => ({ from: cuts[i]!, until }))
    for (const holder of [undefined, ...[1, 2, 3, 4].map(account)]) {
      const whole = statementOf({ ...of, holder })
      const parts = statementsOf({ ...of, holder }, periods)
      parts.forEach((part, i) => {
        expect(part).toEqual(statementOf({ ...of, holder, period: periods[i] }))
        expect(part.opening + part.income - part.claimed).toBe(part.closing)
        expect([part.opening, part.openingUnits]).toEqual(
          i === 0 ? [0n, holder ? 0n : ALL_UNITS] : [parts[i - 1]!.closing, parts[i - 1]!.units],
        )
        expect(part.earnings.reduce((sum, { income }) => sum + income, 0n)).toBe(part.income)
        const last = part.lines.at(-1)
        expect((last?.due ?? part.opening) + part.flowed).toBe(part.closing)
      })
      for (const key of ['income', 'claimed'] as const)
        expect(parts.reduce((sum, part) => sum + part[key], 0n)).toBe(whole[key])
      expect(parts.flatMap(({ lines }) => lines.map(({ entry }) => entry))).toEqual(
        whole.lines.map(({ entry }) => entry),
      )
    }
    const { paidIn, bySource } = statementOf(of)
    expect(paidIn!.up.reduce((sum, { income }) => sum + income, paidIn!.kept)).toBe(paidIn!.whole)
    expect(paidIn!.spilled).toBe(0n)
    expect(bySource.get(work) ?? 0n).toBe(paidIn!.kept)
  }
})

import { expect, test } from 'vitest'
import { parsePeriod } from '../../src/royalties/statement/period.ts'
import { choicesOf, daysOf, periodName } from '../../src/screens/statement/periods.ts'

const at = (text: string) => Date.parse(`${text}Z`) / 1_000

test.each([
  ['all', 'Since the mint', 'until the newest block'],
  ['2026', '2026', 'January 1, 2026 to December 31, 2026, UTC'],
  ['2026-q3', '3rd quarter of 2026', 'July 1, 2026 to September 30, 2026, UTC'],
  ['2028-02', 'February 2028', 'February 1, 2028 to February 29, 2028, UTC'],
  ['2026-08-03..2026-08-19', 'August 3, 2026 to August 19, 2026', 'UTC'],
  ['2026-08-03..2026-08-03', 'August 3, 2026', 'UTC'],
])('%s is called “%s”', (text, name, days) => {
  const period = parsePeriod(text)!
  expect([periodName(period), daysOf(period, at('2030-01-01T00:00'))]).toEqual([name, days])
})

test('of a period that is not over it is said when it was looked at', () => {
  const [month, read] = [parsePeriod('2026-11')!, at('2026-11-21T19:55')]
  expect(daysOf(month, read)).toBe(
    'November 1, 2026 to November 30, 2026, UTC; not over yet: as it stood on November 21, 2026',
  )
  expect(daysOf(month, month.until)).not.toContain('not over')
})

test('everything, years, quarters and months since the mint can be chosen, the newest first', () => {
  const choices = choicesOf(at('2025-11-20T00:00'), at('2026-02-01T00:00'))
  expect(choices.map(({ value }) => value)).toEqual([
    'all',
    '2026',
    '2025',
    '2026-q1',
    '2025-q4',
    '2026-02',
    '2026-01',
    '2025-12',
    '2025-11',
  ])
})

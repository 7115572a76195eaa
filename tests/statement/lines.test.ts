import { expect, test } from 'vitest'
import { statementOf } from '../../src/royalties/statement/statement.ts'
import { Usage, workId } from '../../src/royalties/words.ts'
import { equationOf, wholeUnits } from '../../src/screens/statement/lines.ts'
import { account, honest, work } from '../royalties/books.ts'
import { dice } from '../verify/history.ts'

test('in whole units, too, the equation adds up to the last one, and only fractions are carried', () => {
  const roll = dice(31)
  let carried = 0n
  for (let run = 0; run < 60; run++) {
    const entries = honest(roll, [])
    const { time } = entries.at(-1)!.event.stamp
    for (const holder of [undefined, account(1), account(3)]) {
      const period = { from: roll(time), until: time + 1 }
      const statement = statementOf({ work, ancestors: [], entries, holder, period })
      const { opening, lines, income, claimed, closing, ...rest } = equationOf(statement)
      expect(lines.reduce((sum, { units }) => sum + units, rest.carried)).toBe(income)
      expect(opening + income - claimed).toBe(closing)
      expect([opening, closing]).toEqual([statement.opening, statement.closing].map(wholeUnits))
      expect(rest.carried >= 0n && rest.carried <= BigInt(lines.length + 1)).toBe(true)
      carried += rest.carried
    }
  }
  expect(carried).toBeGreaterThan(0n)
})

test('lines stand by usage, the work’s own payments before those through others', () => {
  const earning = (usage: Usage | undefined, source: number, income: bigint) => ({
    ...{ usage, source: workId(source), income: income * 10n ** 16n, payments: 1 },
  })
  const tributary = { payer: account(7), source: work, income: 5n * 10n ** 16n }
  const earnings = [
    earning(undefined, 4, 1n),
    earning(Usage.Tip, 1, 2n),
    earning(Usage.Play, 9, 8n),
    earning(Usage.Flow, 1, 5n),
    earning(Usage.Play, 1, 3n),
  ]
  const { lines } = equationOf({
    work,
    opening: 0n,
    closing: 19n * 10n ** 16n,
    claimed: 0n,
    earnings,
    tributaries: [tributary],
  })
  expect(lines.map(({ usage, source, payer }) => [usage, source, payer])).toEqual([
    [Usage.Play, 1n, undefined],
    [Usage.Play, 9n, undefined],
    [Usage.Tip, 1n, undefined],
    [Usage.Flow, 1n, account(7)],
    [undefined, 4n, undefined],
  ])
})

/** Where several logs claim one place the head decides; a liar may send as many as it likes. */
import { expect, test } from 'vitest'
import { word } from '../../src/royalties/chain.ts'
import type { Hex } from '../../src/royalties/words.ts'
import type { RawLog, Visit } from '../../src/verify/evidence.ts'
import { hashBudget } from '../../src/verify/rivals.ts'
import { historyOf } from '../../src/verify/trail.ts'
import { deployment, ledgerIn, upTo } from './loading/simulated.ts'

const ledger = ledgerIn(upTo(60).map((i) => 1_000 + i))
const rivalOf = (log: RawLog, n: number): RawLog => ({ ...log, data: `0x${log.data.slice(2, -64)}${word(BigInt(n))}` })

/** The newest event first; each of these places has so many rivals before the true log. */
const visits = (contested: readonly number[], rivals: number): Visit[] =>
  ledger.logs
    .map((log, i): Visit => {
      const others = contested.includes(i) ? Array.from({ length: rivals }, (_, n) => rivalOf(log, n + 7)) : []
      return { block: log.block, logs: [...others, log] }
    })
    .reverse()

test('the true ones are found, however many places are contested', () => {
  const { proven, findings } = historyOf(deployment, { facts: ledger.facts, visits: visits([0, 9, 30, 59], 3) })
  expect(proven).toBe(true)
  expect(findings).toHaveLength(12)
  expect(findings.every((each) => each.kind === 'invented' && each.reason === 'rival')).toBe(true)
})

test('where none leads to the head, or it would take for ever, all are named and the head does not fit', () => {
  const head: Hex = `0x${'11'.repeat(32)}`
  for (const [contested, rivals, most] of [
    [[59], 500, 1_000],
    [upTo(16), 3, 20_000],
    [upTo(60), 2, 0],
  ] as const) {
    const budget = hashBudget()
    const before = budget.left
    budget.left = Math.min(before, 20_000)
    const trail = { facts: { ...ledger.facts, head }, visits: visits(contested, rivals) }
    const { proven, findings } = historyOf(deployment, trail, budget)
    expect(proven).toBe(false)
    expect(findings.filter(({ kind }) => kind === 'invented')).toHaveLength(contested.length * rivals)
    expect(findings.at(-1)?.kind).toBe('headMismatch')
    expect(20_000 - Math.max(0, budget.left)).toBeLessThanOrEqual(most)
  }
})

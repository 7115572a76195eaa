import { expect, test } from 'vitest'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { PAYABLE, type Entry } from '../../src/royalties/replay.ts'
import { statementOf, type StatementOf } from '../../src/royalties/statement/statement.ts'
import { ALL_UNITS, INCOME, NATIVE, SHARE, Usage, workId, type Address } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'

const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const [ada, bela, cleo] = [account(1), account(2), account(3)]
const work = workId(1)
const remix = workId(9)
const root = { work: workId(2), royalty: 1_000 }
const ref = `0x${'00'.repeat(32)}` as const

/** An event as far as it matters here; sequence, block and time follow from its place: one an hour. */
type Told = LedgerEvent extends infer E ? (E extends LedgerEvent ? Omit<E, 'work' | 'stamp'> : never) : never
const ledger = (told: readonly Told[]): Entry[] =>
  told.map((event, i) => {
    const stamp = { anchorBlock: 0n, sequence: i + 1, time: (i + 1) * 3600, previousBlock: BigInt(i) }
    return { event: { ...event, work, stamp }, block: BigInt(i + 1) }
  })
const moved = (from: Address, to: Address, shares: bigint): Told => ({ kind: 'Moved', from, to, units: shares * SHARE })
const paid = (amount: bigint, usage: Usage = Usage.Play): Told => ({
  ...{ kind: 'Paid', payer: cleo, beneficiary: cleo, usage, units: 1n, amount, ref },
})
const credited = (amount: bigint, sourceSequence: number): Told => ({
  ...{ kind: 'Credited', source: remix, sourceSequence, income: amount * INCOME },
})
const claimed = (holder: Address, amount: bigint): Told => ({ kind: 'Claimed', holder, amount })

const HISTORY = ledger([
  moved(NATIVE, ada, 60n),
  moved(NATIVE, bela, 40n),
  paid(1_000n),
  moved(ada, cleo, 10n),
  credited(500n, 4),
  claimed(ada, 600n),
  paid(7n, Usage.Tip),
])
const statement = (of: Partial<StatementOf<Entry>> = {}) =>
  statementOf({ work, ancestors: [], entries: HISTORY, ...of })

test('a holder is told every event that touched the balance, and what was due after it', () => {
  const { lines, income, claimed: out, closing, units, opening } = statement({ holder: ada })
  const told = lines.map(({ entry: { event }, change, due }) => [event.stamp.sequence, change, due])
  expect(told).toEqual([
    [1, 0n, 0n],
    [3, 600n * PAYABLE, 600n * PAYABLE],
    [4, 0n, 600n * PAYABLE],
    [5, 250n * PAYABLE, 850n * PAYABLE],
    [6, -600n * PAYABLE, 250n * PAYABLE],
    [7, (7n * PAYABLE) / 2n, 250n * PAYABLE + (7n * PAYABLE) / 2n],
  ])
  expect({ opening, units, claimed: out }).toEqual({ opening: 0n, units: 50n * SHARE, claimed: 600n * PAYABLE })
  expect(opening + income - out).toBe(closing)
})

test('shares take no income along: who bought them begins with nothing', () => {
  const { lines, income } = statement({ holder: cleo })
  expect(lines[0]).toMatchObject({ units: 10n * SHARE, change: 0n, due: 0n })
  expect(income).toBe((50n * PAYABLE * 10n + 7n * PAYABLE) / 10n)
})

test('ancestors are paid before the holders are', () => {
  const { income } = statement({ ancestors: [root] })
  expect(income).toBe((900n + 500n) * PAYABLE + (63n * PAYABLE) / 10n)
})

test('income is told by usage and by the work that was paid', () => {
  const payment = { ...(HISTORY[2]!.event as LedgerEvent & { kind: 'Paid' }), work: remix, usage: Usage.Download }
  const known = statement({ paymentOf: (of, sequence) => (of === remix && sequence === 4 ? payment : undefined) })
  expect([...known.byUsage]).toEqual([
    [Usage.Play, 1_000n * PAYABLE],
    [Usage.Download, 500n * PAYABLE],
    [Usage.Tip, 7n * PAYABLE],
  ])
  expect([...known.bySource]).toEqual([
    [work, 1_007n * PAYABLE],
    [remix, 500n * PAYABLE],
  ])
  expect(statement().byUsage.get(undefined)).toBe(500n * PAYABLE)
})

test('a period opens with what was due before it, and its end is not part of it', () => {
  const within = statement({ holder: ada, period: { from: 4 * 3600, until: 7 * 3600 } })
  expect(within.lines.map(({ entry }) => entry.event.stamp.sequence)).toEqual([4, 5, 6])
  expect(within).toMatchObject({ opening: 600n * PAYABLE, closing: 250n * PAYABLE, income: 250n * PAYABLE })
  const after = statement({ holder: ada, period: { from: 99 * 3600, until: 100 * 3600 } })
  expect(after).toMatchObject({ lines: [], opening: after.closing, income: 0n, units: 50n * SHARE })
})

test('somebody who never had a share has an empty statement', () => {
  expect(statement({ holder: account(77) })).toMatchObject({ lines: [], opening: 0n, closing: 0n, units: 0n })
})

test('in any history the holders together are the work, and periods follow each other without a seam', () => {
  const roll = dice(11)
  for (let run = 0; run < 60; run++) {
    const entries = wander(roll)
    const of = { entries, ancestors: [root] }
    const whole = statement(of)
    const each = Array.from({ length: 4 }, (_, i) => statement({ ...of, holder: account(i + 1) }))
    for (const key of ['income', 'claimed', 'closing'] as const)
      expect(each.reduce((sum, one) => sum + one[key], 0n)).toBe(whole[key])
    expect(each.reduce((sum, { units }) => sum + units, 0n)).toBe(ALL_UNITS)
    const cut = roll(entries.length + 2) * 3600
    const early = statement({ ...of, holder: ada, period: { from: 0, until: cut } })
    const late = statement({ ...of, holder: ada, period: { from: cut, until: Number.POSITIVE_INFINITY } })
    expect([late.opening, early.income + late.income]).toEqual([early.closing, each[0]!.income])
  }
})

/** Shares are never moved beyond what an account has: that would be a fault of the contract. */
function wander(roll: (below: number) => number): Entry[] {
  const held = [60n, 40n, 0n, 0n]
  const told: Told[] = [moved(NATIVE, account(1), 60n), moved(NATIVE, account(2), 40n)]
  for (let step = 0; step < 25; step++) {
    const [from, to] = [roll(4), roll(4)]
    const shares = BigInt(roll(Number(held[from]!) + 1))
    if (roll(2)) told.push(roll(2) ? paid(BigInt(1 + roll(1e9))) : credited(BigInt(1 + roll(1e9)), step))
    else if (roll(3) === 0) told.push(claimed(account(from + 1), BigInt(roll(1_000))))
    else {
      held[from]! -= shares
      held[to]! += shares
      told.push(moved(account(from + 1), account(to + 1), shares))
    }
  }
  return ledger(told)
}

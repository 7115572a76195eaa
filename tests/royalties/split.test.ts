import { describe, expect, test } from 'vitest'
import { decimalText, parseDecimal } from '../../src/royalties/format.ts'
import { genesis, packStamp, unpackStamp } from '../../src/royalties/chain.ts'
import { lineageOf, type Parent } from '../../src/royalties/lineage.ts'
import { pathOf, pathOfAll, type HeldUnits } from '../../src/royalties/path.ts'
import { split } from '../../src/royalties/split.ts'
import { ALL_UNITS, Derivatives, INCOME, NATIVE, workId, type Address } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'

const roll = dice(7)
const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const amountOf = () => BigInt(1 + roll(2 ** 31)) * BigInt(1 + roll(2 ** 31)) ** BigInt(roll(2))

function holdersOf(count: number): HeldUnits[] {
  let left = ALL_UNITS
  return Array.from({ length: count }, (_, i) => {
    const units = i === count - 1 ? left : BigInt(roll(Number(left / 2n)))
    left -= units
    return { account: account(i + 1), units }
  })
}

const asksOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ work: workId(i + 10), royalty: 100 + roll(400) }))

test('a split is the payment, whatever the amount and the ancestors', () => {
  for (let run = 0; run < 2_000; run++) {
    const amount = amountOf()
    const { own, parts } = split(amount, asksOf(roll(17)))
    expect(parts.reduce((sum, { income }) => sum + income, own)).toBe(amount * INCOME)
    expect(own).toBeGreaterThan(0n)
  }
})

test('a path accounts for every last part of a payment', () => {
  for (let run = 0; run < 500; run++) {
    const amount = amountOf()
    const ancestors = asksOf(roll(6)).map((ask) => ({ ...ask, holders: holdersOf(1 + roll(5)) }))
    const parts = pathOf(workId(1), amount, holdersOf(1 + roll(8)), ancestors)
    const sum = parts.reduce((total, { income, fraction }) => total + income * ALL_UNITS + fraction, 0n)
    expect(sum).toBe(amount * INCOME * ALL_UNITS)
  }
})

test('a batch puts together what one holder gets through one work', () => {
  const holders = [
    { account: account(1), units: 33_333_333n },
    { account: account(2), units: 66_666_667n },
  ]
  const one = { work: workId(1), amount: 1n, holders, ancestors: [] }
  expect(pathOfAll([one, one, one])).toEqual([
    { work: 1n, account: account(1), income: 99_999_999n, fraction: 0n },
    { work: 1n, account: account(2), income: 200_000_001n, fraction: 0n },
  ])
})

describe('lineage', () => {
  const parent = (n: number, royalty: number, more: Partial<Parent> = {}): Parent => ({
    ...{ work: workId(n), currency: NATIVE, ancestorRoyalty: royalty, derivatives: Derivatives.Open, ancestors: [] },
    ...more,
  })
  const own = { currency: NATIVE, ancestorRoyalty: 0, derivatives: Derivatives.Open }

  test('a diamond counts once, and a remix in between dilutes nobody', () => {
    const root = { work: workId(1), royalty: 1_000 }
    const { ancestors, asked, problems } = lineageOf(
      [parent(2, 500, { ancestors: [root] }), parent(3, 0, { ancestors: [root] }), parent(1, 1_000)],
      own,
    )
    expect(ancestors).toEqual([root, { work: 2n, royalty: 500 }])
    expect({ asked, problems }).toEqual({ asked: 1_500, problems: [] })
  })

  test('every obstacle is named', () => {
    const kinds = (parents: Parent[], more = {}) =>
      lineageOf(parents, { ...own, ...more }).problems.map(({ kind }) => kind)
    expect(kinds([parent(1, 5_000), parent(2, 5_000)])).toEqual(['asksTooMuch'])
    expect(kinds([parent(1, 5_000)], { ancestorRoyalty: 4_500 })).toEqual(['mustBeClosed'])
    expect(kinds([parent(1, 5_000)], { ancestorRoyalty: 4_500, derivatives: Derivatives.Closed })).toEqual([])
    expect(kinds([parent(1, 0), parent(1, 0)])).toEqual(['repeatedParent'])
    expect(kinds([parent(1, 0, { derivatives: Derivatives.Closed })])).toEqual(['closedParent'])
    expect(kinds([parent(1, 0, { derivatives: Derivatives.ByApproval })])).toEqual(['approvalMissing'])
    expect(kinds([parent(1, 100)], { currency: account(9) })).toEqual(['otherCurrency'])
    expect(kinds([parent(1, 0)], { currency: account(9) })).toEqual([])
    expect(kinds([], { ancestorRoyalty: 99 })).toEqual(['royaltyOutOfRange'])
    expect(kinds(Array.from({ length: 17 }, (_, i) => parent(i + 1, 0)))).toEqual(['tooManyParents'])
  })
})

test('stamps survive packing; nothing may stand above them', () => {
  const stamp = { anchorBlock: 2n ** 40n - 1n, sequence: 2 ** 32 - 1, time: 2 ** 40 - 1, previousBlock: 7n }
  expect(unpackStamp(packStamp(stamp))).toEqual(stamp)
  expect(unpackStamp(1n << 152n)).toBeUndefined()
})

test('the genesis of a chain is a known answer', () => {
  // keccak256 of the ABI encoding, by viem.
  expect(genesis({ chainId: 31_337, contract: account(1) }, workId(1))).toBe(
    '0xf352328137a2c4ae6b1fa0873c06f7c8f0ead7d7a221bfc04ca292345e83cec6',
  )
})

test('decimals are exact, and too many of them are said', () => {
  expect(decimalText(-1_204_000_001n, 6)).toBe('-1204.000001')
  expect(parseDecimal("1'204,5", 6)).toEqual({ ok: true, value: 1_204_500_000n })
  expect(parseDecimal('0.0000001', 6)).toEqual({ ok: false, problem: { kind: 'tooManyDecimals', given: 7, most: 6 } })
  expect(parseDecimal('1,5', 6)).toEqual({ ok: true, value: 1_500_000n })
  expect(parseDecimal('.25', 6)).toEqual({ ok: true, value: 250_000n })
  for (const wrong of ['.', '-1', '1e3', '0x1', 'ten'])
    expect(parseDecimal(wrong, 6)).toEqual({ ok: false, problem: { kind: 'notANumber' } })
  expect(parseDecimal('9'.repeat(40), 0)).toEqual({ ok: false, problem: { kind: 'tooLarge' } })
})

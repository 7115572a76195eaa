import { expect, test } from 'vitest'
import { INCOME, NATIVE, SHARE, Usage, workId, type Address } from '../../src/royalties/words.ts'
import { pathOf } from '../../src/royalties/path.ts'
import { layoutOf, linesOf } from '../../src/screens/flows/layout.ts'
import { legsOf, type Movement } from '../../src/screens/flows/movement.ts'
import { mapOf, MOST, type Route } from '../../src/screens/flows/stream-map.ts'

const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const [remix, song] = [workId(2), workId(1)]
const holders = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => ({
    account: account(from + i),
    units: i === 0 ? (101n - BigInt(count)) * SHARE : SHARE,
  }))

function payment(sequence: number, payer: Address, amount: bigint, currency: Address = NATIVE): Movement {
  const parts = pathOf(remix, amount, holders(3), [{ work: song, royalty: 1_000, holders: holders(2, 7) }])
  const where = { time: sequence, block: BigInt(sequence), logIndex: 0 }
  return { id: `2/${sequence}`, payer, work: remix, usage: Usage.Play, amount, currency, parts, ...where }
}
const routes = (count = 3): Route[] => [
  { work: remix, ancestors: [song], holders: holders(count) },
  { work: song, ancestors: [], holders: holders(2, 7) },
]

test('what runs into a work runs out of it', () => {
  const legs = legsOf(payment(1, account(99), 1_000n))
  const sum = (of: typeof legs) => of.reduce((total, { income }) => total + income, 0n)
  expect(sum(legs.filter(({ to }) => to === 'work/2'))).toBe(1_000n * INCOME)
  expect(sum(legs.filter(({ from }) => from === 'work/2'))).toBe(1_000n * INCOME)
  expect(sum(legs.filter(({ from }) => from === 'work/1'))).toBe(100n * INCOME)
  expect(legs.filter(({ stage }) => stage === 2).every(({ from }) => from === 'work/1')).toBe(true)
})

test('holders and ancestors are there at rest, the biggest holder first', () => {
  const { nodes, edges } = mapOf(routes(), [])
  const accounts = [...nodes.values()].filter(({ layer }) => layer === 'holder').map(({ account: who }) => who)
  expect(accounts).toEqual([account(7), account(1), account(2), account(3), account(8)])
  expect(nodes.get('work/1')?.layer).toBe('ancestor')
  expect(edges.every(({ share }) => share === 0)).toBe(true)
})

test('too many holders are folded into one, and no stream is lost', () => {
  const many = 40
  const { nodes, edges, shown } = mapOf(routes(many), [payment(1, account(99), 1_000n)])
  expect(nodes.get('holder/more')?.more).toBe(many - MOST.holder)
  expect([...nodes.values()].filter(({ layer }) => layer === 'holder')).toHaveLength(MOST.holder + 1)
  expect(shown(`holder/${account(30)}`)).toBe('holder/more')
  for (const { from, to } of edges) expect(nodes.has(from) && nodes.has(to)).toBe(true)
})

test('streams are compared within their currency alone', () => {
  const paidInDollars = { ...payment(2, account(98), 5n, account(500)), work: workId(3), parts: [] }
  const { edges } = mapOf(routes(), [
    payment(1, account(99), 10n ** 18n),
    payment(3, account(97), 10n ** 16n),
    paidInDollars,
  ])
  const share = (payer: number) => edges.find(({ from }) => from === `payer/${account(payer)}`)?.share
  expect([share(99), share(98), share(97)]).toEqual([1, 1, 0.01])
})

test.each([320, 358, 1140])('everything stands within a width of %i', (width) => {
  const { spots, height } = layoutOf(mapOf(routes(40), [payment(1, account(99), 9n)]), width)
  for (const { x, y, room } of spots.values()) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(width)
    expect(y).toBeLessThanOrEqual(height)
    expect(room).toBeGreaterThan(5)
  }
})

test('a long label is broken between words and ends in two lines', () => {
  expect(linesOf('Where They Meet', 12)).toEqual(['Where They', 'Meet'])
  expect(linesOf('Three Years of a River Gauge', 12)).toEqual(['Three Years', 'of a River …'])
  expect(linesOf('0x1234…cdef', 8)).toEqual(['0x1234……'])
  // Half an emoji is no letter.
  expect(linesOf('Mouse 🐭🌙', 8)).toEqual(['Mouse', '🐭🌙'])
  expect(linesOf('Mouse🐭🌙', 7)).toEqual(['Mouse…'])
})

import { describe, expect, test } from 'vitest'
import { Frontier, type Slice } from '../../../src/verify/loading/frontier.ts'
import { dice } from '../history.ts'
import { upTo } from './simulated.ts'

/** Blocks of events, in order, some twice. */
function blocksBy(roll: (below: number) => number): number[] {
  let block = 1_000
  return upTo(1 + roll(800)).map(() => (block += [0, 1, 3, 90, 4_000][roll(5)]!))
}

/** What the oldest event in the slice says, or nothing where there is none. */
function leadIn(blocks: readonly number[], { from, to }: Slice) {
  const at = blocks.findIndex((block) => block >= from && block <= to)
  const anchor = Math.floor(at / 256) * 256
  return at < 0
    ? undefined
    : { sequence: at + 1, previousBlock: blocks[at - 1] ?? 0, anchorBlock: anchor > 0 ? blocks[anchor - 1]! : 0 }
}

describe('every event is asked for, once, whatever order the answers come in', () => {
  test.each(upTo(60).map((i) => i + 1))('history %i', (seed) => {
    const roll = dice(seed)
    const blocks = blocksBy(roll)
    const [low, high] = [blocks[0]! - roll(3_000), blocks.at(-1)!]
    const span = [1, 7, 300, 5_000, 10_000_000][roll(5)]!
    const blind = seed % 2 === 0
    const frontier = new Frontier(low, high)
    const running: Slice[] = []
    const answered: Slice[] = []
    for (;;) {
      for (let next; running.length < 5 && (next = frontier.next(span, blind && roll(4) > 0));) running.push(next)
      const slice = running.splice(roll(running.length || 1), 1)[0]
      if (!slice) break
      if (roll(9) === 0) {
        frontier.back(slice)
        continue
      }
      answered.push(slice)
      const lead = leadIn(blocks, slice)
      if (lead) frontier.follow(slice, lead, roll(2) === 0)
    }
    for (const block of new Set(blocks))
      expect(answered.filter(({ from, to }) => from <= block && block <= to)).toHaveLength(1)
    expect(answered.every(({ from, to }) => from >= low && to <= high && to - from < span)).toBe(true)
    // Without a look into the blue, each request finds something.
    if (!blind) expect(answered.length).toBeLessThanOrEqual(new Set(blocks).size)
  })

  test('upwards, in ranges that touch', () => {
    const frontier = new Frontier(10, 35)
    const slices = [frontier.lowest(10), frontier.lowest(10), frontier.lowest(10), frontier.lowest(10)]
    expect(slices.map((slice) => slice && [slice.from, slice.to, slice.sure])).toEqual([
      [10, 19, false],
      [20, 29, false],
      [30, 35, true],
      undefined,
    ])
  })
})

test('hostile pointers lead nowhere', () => {
  const frontier = new Frontier(0, 1_000)
  const slice = frontier.next(100, false)!
  for (const previousBlock of [2 ** 40, 1_000, 901, slice.from])
    frontier.follow(slice, { sequence: 9, previousBlock, anchorBlock: 2 ** 40 }, true)
  expect(frontier.next(100, false)).toBeUndefined()
  expect(frontier.blocks).toBe(901)
})

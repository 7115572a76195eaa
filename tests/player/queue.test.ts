import { describe, expect, test } from 'vitest'
import * as queues from '../../src/screens/player/queue.ts'
import { EMPTY, type NewSlot, type Queue } from '../../src/screens/player/queue.ts'
import { readQueue } from '../../src/screens/player/kept-queue.ts'
import { workId } from '../../src/royalties/words.ts'

const slot = (work: number, file = 0): NewSlot => ({
  work: workId(BigInt(work)),
  file,
  title: `W${work}`,
  creator: 'C',
})
const works = (queue: Queue) => queue.order.map((key) => Number(queue.slots.find((each) => each.key === key)?.work))
const playing = (queue: Queue) => Number(queues.currentOf(queue)?.work)
const up = (queue: Queue) => queues.upNext(queue).map(({ work }) => Number(work))
const filled = (...numbers: number[]) =>
  queues.start(
    EMPTY,
    numbers.map((number) => slot(number)),
  )
/** A small generator, so that a failure can be repeated. */
function dice(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000
}
const never = () => {
  throw new Error('nothing is drawn here')
}

describe('what plays next', () => {
  test('a work opened plays now; the queue goes on behind it', () => {
    const queue = queues.start(filled(1, 2, 3), [slot(9)])
    expect(playing(queue)).toBe(9)
    expect(up(queue)).toEqual([2, 3])
  })

  test('a work that is in the queue is gone to, not added again', () => {
    const queue = queues.start(filled(1, 2, 3), [slot(3)])
    expect(works(queue)).toEqual([1, 2, 3])
    expect(playing(queue)).toBe(3)
  })

  test('next comes before last, and several keep their order', () => {
    const queue = queues.add(queues.add(filled(1, 2), [slot(8), slot(9)], 'next'), [slot(7)], 'last')
    expect(up(queue)).toEqual([8, 9, 2, 7])
  })

  test('it ends after the last, unless all are repeated', () => {
    const last = queues.start(filled(1, 2), [slot(2)])
    expect(queues.next(last, never, false)).toBe(last)
    expect(queues.hasNext(last)).toBe(false)
    expect(playing(queues.next({ ...last, repeat: 'all' }, never, false))).toBe(1)
  })

  test('repeating one holds back only what comes by itself', () => {
    const one: Queue = { ...filled(1, 2), repeat: 'one' }
    expect(queues.next(one, never, false)).toBe(one)
    expect(playing(queues.next(one, never, true))).toBe(2)
  })

  test('the one before, and around when all are repeated', () => {
    const queue = queues.start(filled(1, 2), [slot(2)])
    expect(playing(queues.previous(queue))).toBe(1)
    expect(queues.previous(filled(1, 2)).current).toBe(filled(1, 2).current)
    expect(playing(queues.previous({ ...filled(1, 2), repeat: 'all' }))).toBe(2)
  })

  test('what plays can neither be removed nor cleared nor overtaken', () => {
    const queue = filled(1, 2, 3)
    expect(queues.remove(queue, queue.current!)).toBe(queue)
    expect(works(queues.clear(queue))).toEqual([1])
    expect(works(queues.move(queue, queue.order[2]!, -9))).toEqual([1, 3, 2])
    expect(queues.move(queue, queue.order[0]!, 1)).toBe(queue)
  })

  test('moving arranges anew; keys stay unique after removals and additions', () => {
    const moved = queues.move(filled(1, 2, 3, 4), 2, 2)
    expect(works(moved)).toEqual([1, 3, 4, 2])
    expect(moved.slots.map(({ work }) => Number(work))).toEqual([1, 3, 4, 2])
    const again = queues.add(queues.remove(moved, 3), [slot(3), slot(5)], 'last')
    expect(new Set(again.order).size).toBe(again.order.length)
  })

  test('no more than the most', () => {
    const many = Array.from({ length: queues.MOST + 5 }, (_, at) => slot(at + 1))
    expect(queues.add(EMPTY, many, 'last').slots).toHaveLength(queues.MOST)
  })
})

describe('shuffle', () => {
  test('keeps what plays, loses nothing, and is undone', () => {
    const queue = queues.start(filled(1, 2, 3, 4, 5), [slot(3)])
    const mixed = queues.setShuffle(queue, true, dice(7))
    expect(playing(mixed)).toBe(3)
    expect(mixed.order[0]).toBe(queue.current)
    expect([...works(mixed)].sort()).toEqual([1, 2, 3, 4, 5])
    const back = queues.setShuffle(mixed, false, never)
    expect(works(back)).toEqual([1, 2, 3, 4, 5])
    expect(up(back)).toEqual([4, 5])
  })

  test('every place is equally likely for every track', () => {
    const rounds = 24_000
    const counts = [0, 1, 2, 3].map(() => [0, 0, 0, 0])
    const random = dice(11)
    for (let round = 0; round < rounds; round++)
      queues.shuffled([0, 1, 2, 3], random).forEach((track, place) => counts[track]![place]!++)
    for (const count of counts.flat()) expect(Math.abs(count / rounds - 1 / 4)).toBeLessThan(0.015)
  })

  test('another round does not begin with what was heard last', () => {
    for (let seed = 1; seed < 60; seed++) {
      const queue: Queue = { ...queues.setShuffle(filled(1, 2, 3), true, dice(seed)), repeat: 'all' }
      const last = { ...queue, current: queue.order.at(-1) }
      expect(queues.next(last, dice(seed), false).current).not.toBe(last.current)
    }
  })

  test('moving within it leaves the arrangement alone', () => {
    const mixed = queues.setShuffle(filled(1, 2, 3, 4), true, dice(3))
    const moved = queues.move(mixed, mixed.order[3]!, -1)
    expect(moved.slots).toEqual(mixed.slots)
    expect(moved.order[2]).toBe(mixed.order[3])
  })
})

describe('kept over a reload', () => {
  const kept = (queue: Queue) =>
    JSON.stringify({ ...queue, slots: queue.slots.map((each) => ({ ...each, work: String(each.work) })) })

  test('as it was', () => {
    const queue: Queue = { ...queues.setShuffle(filled(1, 2, 3), true, dice(5)), repeat: 'one' }
    expect(readQueue(kept(queue))).toEqual(queue)
  })

  test.each([
    '',
    'null',
    '[]',
    '{"slots":[{}],"order":[1]}',
    '{"slots":[{"key":1,"work":"-4","file":0,"title":"","creator":""}],"order":[1]}',
    '{"slots":[],"order":[1,2],"current":7}',
    '{"slots":[{"key":1,"work":"4","file":0,"title":"","creator":""}],"order":[]}',
  ])('anything else is an empty queue: %s', (text) => {
    expect(readQueue(text).slots).toEqual([])
    expect(readQueue(text).current).toBeUndefined()
  })
})

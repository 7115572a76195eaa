import { describe, expect, test } from 'vitest'
import { workId } from '../../src/royalties/words.ts'
import { Meter, secondsFor, type Tick } from '../../src/session/meter.ts'
import { dice } from './dice.ts'

const work = workId(1)
const tick = (change: Partial<Tick>): Tick => ({
  work,
  start: 1,
  heard: 0.25,
  duration: 200,
  preview: false,
  ...change,
})
const playing = (meter: Meter, seconds: number, change: Partial<Tick> = {}) =>
  Array.from({ length: seconds * 4 }, () => meter.hear(tick(change))).filter(Boolean).length

describe('the counting rule', () => {
  test('30 seconds, or half of what is shorter than a minute', () => {
    expect([4, 59, 60, 61, 3600].map(secondsFor)).toEqual([2, 29.5, 30, 30, 30])
    expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(secondsFor)).toEqual([30, 30, 30, 30])
  })
  test('counts at the second and not before, and once', () => {
    const meter = new Meter()
    expect(playing(meter, 29.75)).toBe(0)
    expect(playing(meter, 0.25)).toBe(1)
    expect(playing(meter, 300)).toBe(0)
  })
  test('a repeat is a new start', () => {
    const meter = new Meter()
    expect(playing(meter, 40)).toBe(1)
    expect(playing(meter, 29, { start: 2 })).toBe(0)
    expect(playing(meter, 2, { start: 2 })).toBe(1)
  })
  test('previews are free, however often', () => {
    expect(playing(new Meter(), 500, { preview: true })).toBe(0)
  })
  test('what a broken clock says adds nothing', () => {
    const meter = new Meter()
    for (const heard of [Number.NaN, Number.POSITIVE_INFINITY, -1000, 0])
      expect(meter.hear(tick({ heard }))).toBe(false)
    expect(playing(meter, 29.75)).toBe(0)
    expect(playing(meter, 0.25)).toBe(1)
  })
})

test('over random listening: never twice for a start, never without the seconds, never missed', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { next, below, one } = dice(seed)
    const meter = new Meter()
    let start = 0
    /** Kept apart from the meter: what a listener with a stopwatch would have written down. */
    let sounded = 0
    let duration = 1 + next() * 300
    let preview: boolean = one([true, false])
    const counted = new Map<number, number>()
    const again = () => {
      start += 1 + below(3)
      ;[sounded, duration, preview] = [0, 1 + next() * 300, below(5) === 0]
    }
    again()
    for (let step = 0; step < 400; step++) {
      const act = one(['play', 'play', 'play', 'play', 'pause', 'background', 'jump', 'repeat'] as const)
      if (act === 'repeat' && below(6) === 0) again()
      // In the background the browser ticks rarely; a clock that jumps says nonsense; a pause and a seek say nothing.
      const heard = { play: 0.25, pause: 0, background: next() * 20, jump: one([-3600, Number.NaN]), repeat: 0.25 }[act]
      if (heard > 0 && !preview) sounded += heard
      if (meter.hear({ work, start, heard, duration, preview })) {
        counted.set(start, (counted.get(start) ?? 0) + 1)
        expect(sounded).toBeGreaterThanOrEqual(duration < 60 ? duration / 2 : 30)
        expect(preview).toBe(false)
      }
      if (sounded >= (duration < 60 ? duration / 2 : 30)) expect(counted.get(start)).toBe(1)
    }
    expect([...counted.values()].every((times) => times === 1)).toBe(true)
  }
})

test('a start of long ago that speaks again is no new play', () => {
  const meter = new Meter()
  for (let start = 1; start <= 200; start++) expect(playing(meter, 31, { start })).toBe(1)
  expect(playing(meter, 100, { start: 3 })).toBe(0)
})

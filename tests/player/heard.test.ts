import { describe, expect, test } from 'vitest'
import { Heard, newStart } from '../../src/screens/player/heard.ts'
import { keptPlaces, notePlace, placeKey, readPlaces, LONG } from '../../src/screens/player/places.ts'

describe('what was heard', () => {
  test('is the progress of the media clock', () => {
    const heard = new Heard()
    expect(heard.mark(0, 1_000, 1)).toBe(0)
    expect(heard.mark(0.25, 1_250, 1)).toBe(0.25)
    expect(heard.mark(0.5, 1_500, 1)).toBe(0.25)
  })

  test('a jump forward counts no more than the time that went by', () => {
    const heard = new Heard()
    heard.mark(0, 0, 1)
    expect(heard.mark(120, 250, 1)).toBe(0.25)
  })

  test('a jump back counts nothing', () => {
    const heard = new Heard()
    heard.mark(50, 0, 1)
    expect(heard.mark(10, 250, 1)).toBe(0)
  })

  test('at double speed twice the media sounds, and not more', () => {
    const heard = new Heard()
    heard.mark(0, 0, 2)
    expect(heard.mark(2, 1_000, 2)).toBe(2)
    expect(heard.mark(9, 2_000, 1)).toBe(2)
    expect(heard.mark(11, 3_000, 1)).toBe(1)
  })

  test('a sleep, in which the clock went on and the media did not, counts nothing', () => {
    const heard = new Heard()
    heard.mark(3, 0, 1)
    expect(heard.mark(3, 3_600_000, 1)).toBe(0)
  })

  test('after a pause or a seek it begins anew', () => {
    const heard = new Heard()
    heard.mark(0, 0, 1)
    heard.lift()
    expect(heard.mark(60, 60_000, 1)).toBe(0)
  })

  test('over any history, never more than time × speed', () => {
    const heard = new Heard()
    let [media, clock, total, allowed, state] = [0, 0, 0, 0, 99]
    const dice = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000
    let rate = 1
    heard.mark(0, 0, rate)
    for (let step = 0; step < 2_000; step++) {
      const passed = dice() * 400
      clock += passed
      allowed += (passed / 1_000) * rate
      media = dice() < 0.1 ? dice() * 1_000 : media + (passed / 1_000) * rate * dice() * 1.2
      rate = dice() < 0.05 ? 0.5 + dice() * 2.5 : rate
      total += heard.mark(media, clock, rate)
    }
    expect(total).toBeGreaterThan(0)
    expect(total).toBeLessThanOrEqual(allowed + 1e-6)
  })
})

test('starts have growing numbers, even when the clock stands or goes back', () => {
  const first = newStart(5_000)
  expect([newStart(5_000), newStart(4_000), newStart(9_000)]).toEqual([first + 1, first + 2, 9_000])
})

describe('the place in a long work', () => {
  const note = (at: number, duration: number, before = {}) => notePlace(before, placeKey(4n, 1), at, duration, 7)

  test('is remembered', () => {
    expect(note(754.6, 3_000)).toEqual({ '4.1': { at: 754, duration: 3_000, when: 7 } })
  })

  test('not in short works, not at the beginning, and forgotten at the end', () => {
    expect(note(300, LONG - 1)).toEqual({})
    expect(note(5, 3_000)).toEqual({})
    expect(note(5, 3_000, note(754, 3_000))).toEqual(note(754, 3_000))
    expect(note(2_990, 3_000, note(754, 3_000))).toEqual({})
    expect(note(5, Number.NaN)).toEqual({})
  })

  test('the oldest give way', () => {
    let places = {}
    for (let work = 1n; work <= 260n; work++) places = notePlace(places, placeKey(work, 0), 60, 3_000, Number(work))
    expect(Object.keys(places)).toHaveLength(200)
    expect(places).not.toHaveProperty('60.0')
    expect(places).toHaveProperty(['260.0'])
  })

  test('anything of another shape is left out', () => {
    expect(readPlaces('{"1.0":{"at":5,"duration":9,"when":1},"2.0":{"at":"x"},"3.0":null}')).toEqual({
      '1.0': { at: 5, duration: 9, when: 1 },
    })
    expect(readPlaces('nonsense')).toEqual({})
    expect(keptPlaces(1)).toEqual({})
  })
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Mending, type Verdict } from '../../src/screens/player/mending.ts'
import type { Track } from '../../src/screens/player/track.ts'

const track = { name: 'film.mkv', type: 'video/x-matroska', url: 'https://app.example/stream/1' } as Track
const NETWORK = { code: 2 } as MediaError
const DECODE = { code: 3 } as MediaError
const UNKNOWN = { code: 4 } as MediaError

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaError', { MEDIA_ERR_DECODE: 3, MEDIA_ERR_SRC_NOT_SUPPORTED: 4 })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const answering = (yes: boolean) =>
  vi.stubGlobal('fetch', () => (yes ? Promise.resolve(new Response('x')) : Promise.reject(new TypeError('no'))))

async function judged(mending: Mending, error: MediaError, at: number): Promise<Verdict> {
  const verdict = mending.judge(track, error, at)
  await vi.runAllTimersAsync()
  return verdict
}
const fresh = () => new Mending({ waiting: false })

test('what this browser cannot decode is named with its format', async () => {
  answering(true)
  for (const error of [DECODE, UNKNOWN])
    expect(await judged(fresh(), error, 0)).toEqual({
      again: false,
      why: expect.stringMatching(/film\.mkv.*x-matroska/),
    })
})

test('a stream that broke off is taken up where it stood', async () => {
  answering(true)
  expect(await judged(fresh(), NETWORK, 71)).toEqual({ again: true })
})

test('one that never answers is tried a few times, then said', async () => {
  answering(false)
  const mending = fresh()
  const verdicts: Verdict[] = []
  do verdicts.push(await judged(mending, NETWORK, 12))
  while (verdicts.at(-1)?.again && verdicts.length < 20)
  expect(verdicts.length).toBe(6)
  expect(verdicts.at(-1)).toEqual({ again: false, why: expect.stringMatching(/stopped coming/) })
})

test('as long as it gets further, it is taken up again', async () => {
  answering(true)
  const mending = fresh()
  for (let at = 1; at < 40; at++) expect(await judged(mending, NETWORK, at)).toEqual({ again: true })
})

test('what the stream itself called broken is not tried again', async () => {
  answering(true)
  const mending = fresh()
  mending.broken = 'Part 3 of this file is not what its creator sealed.'
  expect(await judged(mending, NETWORK, 5)).toEqual({ again: false, why: mending.broken })
  mending.begin()
  expect(await judged(mending, NETWORK, 5)).toEqual({ again: true })
})

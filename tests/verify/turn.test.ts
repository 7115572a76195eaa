/** Who tells, and for how long it is listened to while others wait. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LedgerReader } from '../../src/verify/reader.ts'
import type { Telling } from '../../src/verify/witnesses/telling.ts'
import { tellInTurn } from '../../src/verify/witnesses/turn.ts'
import type { Witness } from '../../src/verify/witnesses/words.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const witnesses = ['a', 'b', 'c'].map((operator): Witness => {
  return { rpc: `https://${operator}`, operator, reader: {} as LedgerReader }
})
const news = { stage: 'events', events: 1, total: 9 } as const

interface Manner {
  /** Seconds until it has told all; left out: it never does. */
  readonly takes?: number
  /** Seconds after which it tells something, again and again. */
  readonly every?: number
  readonly settles?: boolean
}

/** What is told after so many seconds: by whom, and who was asked when. */
async function after(seconds: number, manners: Readonly<Record<string, Manner>>) {
  const asked: string[] = []
  const start = Date.now()
  const stop = new AbortController()
  let told: string | undefined
  const telling = tellInTurn(witnesses, { signal: stop.signal }, (witness, signal, progress) => {
    const { takes = Infinity, every = Infinity, settles = false } = manners[witness.operator]!
    asked.push(`${witness.operator} ${Math.round((Date.now() - start) / 1_000)}`)
    const saying = setInterval(() => progress(news), Math.min(every, 1e6) * 1_000)
    signal?.addEventListener('abort', () => clearInterval(saying))
    return new Promise((resolve) => {
      const end = () => (clearInterval(saying), resolve({ witness, settled: settles } as Telling))
      setTimeout(end, Math.min(takes, 1e6) * 1_000)
    })
  }).then(
    (tellings) => (told = tellings.map(({ witness }) => witness.operator).join(' ')),
    (error: unknown) => (told = (error as Error).message),
  )
  await vi.advanceTimersByTimeAsync(seconds * 1_000)
  const so = told
  stop.abort(new Error('stopped'))
  await telling
  return { asked, told: so, end: told }
}

test('who says nothing for 20 seconds is left for the next one', async () => {
  const { asked, told } = await after(30, { a: {}, b: { takes: 5, settles: true }, c: {} })
  expect({ asked, told }).toEqual({ asked: ['a 0', 'b 20'], told: 'b' })
})

test('who is slow and tells something now and then is heard, for a minute and a half while others wait', async () => {
  const slow = { every: 15, takes: 80, settles: true }
  expect(await after(81, { a: slow, b: {}, c: {} })).toMatchObject({ asked: ['a 0'], told: 'a' })
  const slower = { ...slow, takes: 300 }
  expect(await after(100, { a: slower, b: { takes: 5, settles: true }, c: {} })).toMatchObject({
    ...{ asked: ['a 0', 'b 90'], told: 'b' },
  })
})

test('the last has all the time; where it settles nothing, the slow ones are heard again, without a limit', async () => {
  const { asked, told } = await after(1_000, { a: { takes: 400, settles: true }, b: { takes: 1 }, c: { takes: 200 } })
  expect({ asked, told }).toEqual({ asked: ['a 0', 'b 20', 'c 21', 'a 221'], told: 'b c a' })
})

test('a person who stops waits for nobody', async () => {
  expect(await after(5, { a: {}, b: {}, c: {} })).toMatchObject({ asked: ['a 0'], told: undefined, end: 'stopped' })
})

import { expect, test, vi } from 'vitest'
import { StorageProblem } from '../../src/storage/problem.ts'
import { first, limited } from '../../src/storage/worker/race.ts'

const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value))
const way = (run: (signal: AbortSignal) => Promise<string>) => ({ run, won: vi.fn() })

test('a quick first way keeps the others from being tried', async () => {
  const [a, b] = [way(() => after(5, 'a')), way(vi.fn(() => after(0, 'b')))]
  expect(await first([a, b], 10_000)).toBe('a')
  expect([a.won.mock.calls.length, (b.run as ReturnType<typeof vi.fn>).mock.calls.length]).toEqual([1, 0])
})

test('a slow way is joined by the next, and aborted when that wins', async () => {
  let aborted = false
  const slow = way((signal) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))))
  expect(await first([slow, way(() => after(1, 'b'))], 10)).toBe('b')
  expect(aborted).toBe(true)
})

test('a failed way is followed at once', async () => {
  const broken = way(() => Promise.reject(new StorageProblem('network', 'no')))
  expect(await first([broken, way(() => after(1, 'b'))], 60_000)).toBe('b')
})

test('when all fail, the gravest reason is given', async () => {
  const fail = (kind: 'notFound' | 'hashMismatch' | 'network') =>
    way(() => Promise.reject(new StorageProblem(kind, kind)))
  await expect(first([fail('notFound'), fail('hashMismatch'), fail('network')], 5)).rejects.toMatchObject({
    kind: 'hashMismatch',
  })
})

test('it stops when told to', async () => {
  const stop = new AbortController()
  const outcome = first([way(() => new Promise(() => {}))], 5, stop.signal)
  stop.abort()
  await expect(outcome).rejects.toMatchObject({ name: 'AbortError' })
})

test('no more than so many run at a time', async () => {
  const turn = limited(2)
  let [running, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++running)
    await after(2, 0)
    running--
  }
  await Promise.all(Array.from({ length: 7 }, () => turn(work)))
  expect([running, most]).toEqual([0, 2])
})

import { expect, test } from 'vitest'
import { isFinished, Journal, type Tracked } from '../../src/wallet/journal.ts'

/** The part of `localStorage` that the journal uses. */
function memoryStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}

const entry = (id: string, at: number, state: Tracked['state'] = 'done'): Tracked => ({
  id,
  title: `Tip ${id}`,
  chainId: 1,
  from: '0x00000000000000000000000000000000000000aa',
  call: { to: '0x00000000000000000000000000000000000000bb', data: '0x', value: 12_345_678_901_234_567_890n },
  at,
  state,
})

test('transactions come back as they were written, newest first, money exact', () => {
  const storage = memoryStorage()
  const journal = new Journal(storage)
  journal.save(entry('a', 1))
  journal.save(entry('b', 2))
  expect(new Journal(storage).load()).toEqual([entry('b', 2), entry('a', 1)])
  journal.forget('b')
  expect(new Journal(storage).load()).toEqual([entry('a', 1)])
})

test('an entry somebody damaged is dropped, others stay, foreign keys are left alone', () => {
  const storage = memoryStorage()
  storage.setItem('theme', 'dark')
  storage.setItem('tributary.transaction.x', '{broken')
  new Journal(storage).save(entry('a', 1))
  expect(new Journal(storage).load()).toEqual([entry('a', 1)])
  expect(storage.getItem('theme')).toBe('dark')
})

test('only finished transactions are ever forgotten', () => {
  const storage = memoryStorage()
  const journal = new Journal(storage)
  journal.save(entry('old', 0, 'waiting for chain'))
  for (let i = 1; i <= 60; i++) journal.save(entry(`n${i}`, i))
  const left = journal.load()
  expect(left.length).toBeLessThan(55)
  expect(left.filter((tracked) => !isFinished(tracked)).map(({ id }) => id)).toEqual(['old'])
})

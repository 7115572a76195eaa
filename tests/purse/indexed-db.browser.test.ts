import { afterEach, describe, expect, test } from 'vitest'
import { indexedStore } from '../../src/purse/indexed-db.ts'
import { webLock } from '../../src/purse/lock.ts'
import { Unkept } from '../../src/purse/store.ts'

let names = 0
const fresh = () => `test-purse-${Date.now()}-${++names}`
const made: string[] = []
const store = (name = fresh()) => {
  made.push(name)
  return indexedStore(name)
}
afterEach(() => {
  for (const name of made.splice(0)) indexedDB.deleteDatabase(name)
})

describe('records in IndexedDB', () => {
  test('hold amounts, survive the connection, and are found by prefix in order', async () => {
    const name = fresh()
    const first = store(name)
    await first.change('books:1:b', () => ({ cap: 10n ** 30n }))
    await first.change('books:1:a', () => ({ cap: 1n }))
    await first.change('books:11:a', () => ({ cap: 2n }))
    const again = store(name)
    expect(await again.read('books:1:b')).toEqual({ cap: 10n ** 30n })
    expect((await again.all('books:1:')).map(([key]) => key)).toEqual(['books:1:a', 'books:1:b'])
    await again.change('books:1:a', () => undefined)
    expect(await first.read('books:1:a')).toBeUndefined()
  })

  test('two connections that change one record at once lose nothing', async () => {
    const name = fresh()
    const tabs = [store(name), store(name)]
    const more = (standing: number | undefined) => (standing ?? 0) + 1
    await Promise.all(Array.from({ length: 60 }, (_, i) => tabs[i % 2]!.change('plays', more)))
    expect(await tabs[0]!.read('plays')).toBe(60)
  })

  test('a change that throws leaves everything as it was', async () => {
    const kept = store()
    await kept.change('a', () => 1)
    const failing = kept.change('a', () => {
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await kept.read('a')).toBe(1)
  })

  test('what cannot be kept is refused by name', async () => {
    await expect(store().change('a', () => () => 1)).rejects.toBeInstanceOf(Unkept)
  })
})

test('a web lock lets one in at a time, and one that stops waiting is gone', async () => {
  const order: string[] = []
  const gate = Promise.withResolvers<undefined>()
  const first = webLock('test', () => gate.promise.then(() => void order.push('a')))
  const leaving = new AbortController()
  const second = webLock('test', async () => void order.push('b'), leaving.signal)
  const third = webLock('test', async () => void order.push('c'))
  leaving.abort()
  await expect(second).rejects.toThrow()
  gate.resolve(undefined)
  await Promise.all([first, third])
  expect(order).toEqual(['a', 'c'])
})

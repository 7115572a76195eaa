import { expect, test } from 'vitest'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, workId } from '../../src/royalties/words.ts'
import { budgetOf, EMPTY, hear, load, type Books } from '../../src/session/books.ts'
import { keepingOf, ownersIn } from '../../src/session/keeping.ts'
import { lookedAfter } from '../../src/session/loading.ts'
import { ada, bela } from '../chain/stage.ts'

test('the books of every listener of a network are found, and of no other', async () => {
  const store = memoryStore()
  await keepingOf(store, 1, bela.address).change((books) => load(books, NATIVE, 1n))
  await keepingOf(store, 11, ada.address).change((books) => load(books, NATIVE, 1n))
  expect(await ownersIn(store, 1)).toEqual([bela.address.toLowerCase()])
  expect(await ownersIn(store, 2)).toEqual([])
})

test('books of an earlier version are read: a load on its way arrives, and a play that came with a licence stays paid', async () => {
  const store = memoryStore()
  const old = {
    ...EMPTY,
    loading: [{ currency: NATIVE, cap: 5n, before: 1n, at: 3 }],
    prepaid: [1, 2].map((work) => ({ work: workId(work), plays: 1 })),
  }
  await store.change<unknown>(`books:1:${bela.address.toLowerCase()}`, () => old)
  const keeping = keepingOf(store, 1, bela.address)
  const held = new Map([[NATIVE, 6n]])
  const change = lookedAfter(await keeping.read(), { find: () => undefined, held, now: 4 })!
  const books = await keeping.change(change)
  expect([budgetOf(books, NATIVE)?.cap, books.loading]).toEqual([5n, []])
  const outcomes: string[] = []
  const play = (now: Books) => {
    const after = hear(now, { work: workId(1), currency: NATIVE, price: 1n, since: 5 })
    outcomes.push(after.outcome)
    return after.books
  }
  expect(play(play(books)).prepaid).toMatchObject([{ plays: 0 }, { plays: 1 }])
  expect(outcomes).toEqual(['prepaid', 'booked'])
})

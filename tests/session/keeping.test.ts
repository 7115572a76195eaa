import { expect, test } from 'vitest'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE } from '../../src/royalties/words.ts'
import { load } from '../../src/session/books.ts'
import { keepingOf, ownersIn } from '../../src/session/keeping.ts'
import { ada, bela } from '../chain/stage.ts'

test('the books of every listener of a network are found, and of no other', async () => {
  const store = memoryStore()
  await keepingOf(store, 1, bela.address).change((books) => load(books, NATIVE, 1n))
  await keepingOf(store, 11, ada.address).change((books) => load(books, NATIVE, 1n))
  expect(await ownersIn(store, 1)).toEqual([bela.address.toLowerCase()])
  expect(await ownersIn(store, 2)).toEqual([])
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { columnsOf } from '../../../src/royalties/columns/builder.ts'
import { part, type Columns } from '../../../src/royalties/columns/columns.ts'
import { placeOf } from '../../../src/verify/loading/cache.ts'
import { durableCache } from '../../../src/verify/loading/durable.ts'
import { loadTrail } from '../../../src/verify/loading/load.ts'
import { deployment, ledgerIn, Simulated, upTo, work } from './simulated.ts'

const ledger = ledgerIn(upTo(900).map((i) => 5_000 + Math.floor(i / 3)))
const history = columnsOf(work, ledger.logs)
const place = placeOf(deployment, work)
let name = ''

beforeEach(() => (name = `history-${crypto.randomUUID()}`))
afterEach(() => {
  vi.restoreAllMocks()
  indexedDB.deleteDatabase(name)
})

/** What stands in the database, whatever it is. */
async function inside<T>(act: (pieces: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(new Error('no database'))
  })
  const transaction = database.transaction('pieces', 'readwrite')
  const request = act(transaction.objectStore('pieces'))
  await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()))
  database.close()
  return request.result
}

const keys = () => inside((pieces) => pieces.getAllKeys())

test('what was written is read by the next page, piece by piece', async () => {
  const cache = durableCache(name)
  expect(await cache.read(place)).toBeUndefined()
  await cache.write(place, part(history, 0, 400), 0)
  await cache.write(place, part(history, 0, 700), 400)
  await cache.write(place, history, 700)
  expect(await keys()).toEqual([0, 400, 700].map((before) => [place, before]))
  expect(await durableCache(name).read(place)).toEqual(history)
  expect(await durableCache(name).read(placeOf(deployment, (work + 1n) as typeof work))).toBeUndefined()
  // Another deployment's work of the same number is another work.
  expect(await durableCache(name).read(placeOf({ ...deployment, chainId: 2 }, work))).toBeUndefined()
})

test('a rolled back history takes the place of the whole old one', async () => {
  const cache = durableCache(name)
  await cache.write(place, part(history, 0, 400), 0)
  await cache.write(place, part(history, 0, 700), 400)
  await cache.write(place, history, 650)
  expect(await keys()).toEqual([[place, 0]])
  expect(await cache.read(place)).toEqual(history)
})

test('what another tab has written meanwhile is not torn apart', async () => {
  const [one, other] = [durableCache(name), durableCache(name)]
  await one.write(place, part(history, 0, 400), 0)
  await Promise.all([one.write(place, part(history, 0, 700), 400), other.write(place, history, 400)])
  const read = await one.read(place)
  expect(read && [700, 900].includes(read.length)).toBe(true)
  expect(read).toEqual(part(history, 0, read!.length))
})

test('many small pieces become one', async () => {
  const cache = durableCache(name)
  for (let length = 10; length <= 300; length += 10) await cache.write(place, part(history, 0, length), length - 10)
  expect((await keys()).length).toBeLessThanOrEqual(24)
  expect(await cache.read(place)).toEqual(part(history, 0, 300))
})

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'columns'],
  ['an older shape', { work, length: 900 }],
  ['another work', { ...history, work: 8n }],
  ['a length of its own', { ...history, length: 901 }],
  ['arrays of another kind', { ...history, kinds: Array.from(history.kinds) }],
  ['a kind there is none of', { ...history, kinds: history.kinds.slice().fill(99) }],
  ['words that are missing', { ...history, words: history.words.slice(32) }],
  ['words without order', { ...history, starts: history.starts.slice().reverse() }],
  ['words that do not fit', { ...history, words: history.words.slice().fill(255) }],
])('damage is nothing that was kept: %s', async (_, damaged) => {
  const cache = durableCache(name)
  await cache.write(place, history, 0)
  await inside((pieces) => pieces.put(damaged, [place, 0]))
  expect(await durableCache(name).read(place)).toBeUndefined()
  const { columns } = await loadTrail(new Simulated(ledger), ledger.facts, { cache: durableCache(name) })
  expect(columns?.length).toBe(900)
  // And it is good again.
  await expect.poll(() => durableCache(name).read(place)).toEqual(history)
})

async function loadsTwice(reads: boolean): Promise<void> {
  const cache = durableCache(name)
  for (const again of [false, true]) {
    const reader = new Simulated(ledger)
    const { columns } = await loadTrail(reader, ledger.facts, { cache })
    expect(columns?.length).toBe(900)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(reader.asked.length).toBe(again && reads ? 0 : 1)
  }
}

test('a browser that lets nothing be kept: memory has to do', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('private', 'SecurityError')
  })
  await loadsTwice(true)
})

test('no room: what was kept makes room, and memory has to do', async () => {
  await durableCache(name).write('1/0xother/1', history, 0)
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await loadsTwice(true)
  expect(await keys()).toEqual([])
})

test('a browser that does not answer is not waited for', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => ({}) as IDBOpenDBRequest)
  const began = performance.now()
  const reader = new Simulated(ledger)
  const { columns } = await loadTrail(reader, ledger.facts, { cache: durableCache(name) })
  expect(columns?.length).toBe(900)
  expect(performance.now() - began).toBeLessThan(30_000)
})

test('twenty thousand events are one record', async () => {
  const many: Columns = columnsOf(work, ledgerIn(upTo(20_000).map((i) => 5_000 + i)).logs)
  const cache = durableCache(name)
  await cache.write(place, many, 0)
  const began = performance.now()
  expect((await durableCache(name).read(place))?.length).toBe(20_000)
  expect(performance.now() - began).toBeLessThan(15_000)
})

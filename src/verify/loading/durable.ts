import { part, type Columns } from '../../royalties/columns/columns.ts'
import { workId } from '../../royalties/words.ts'
import { memoryCache, restored, type HistoryCache } from './cache.ts'

const DATABASE = 'tributary-history'
const PIECES = 'pieces'
/** More pieces than this are written anew as one. */
const MOST_PIECES = 24
/** A browser that does not answer for so many milliseconds shall not keep anybody waiting. */
const PATIENCE = 4_000

/**
 * Keeps histories in IndexedDB: a record of typed arrays for each piece that was loaded, under the work's place and the
 * number of events before it. Where that fails (private window, no room, another tab, damage), memory has to do.
 */
export function durableCache(name = DATABASE): HistoryCache {
  const memory = memoryCache()
  let opening: Promise<IDBDatabase> | undefined
  const database = () => {
    opening ??= soon(open(name))
    // Tried anew the next time: a tab that was in the way may be gone.
    opening.catch(() => (opening = undefined))
    return opening
  }
  return {
    async read(place) {
      try {
        const pieces = await soon(readPieces(await database(), place))
        const history = restored(pieces, workId(BigInt(place.split('/')[2]!)))
        if (history) return history
      } catch {
        // Whatever is wrong with the database: the history can be had from the chain again.
      }
      return memory.read(place)
    },
    async write(place, history, kept) {
      try {
        await writePiece(await database(), place, history, kept)
      } catch (error) {
        await memory.write(place, history, kept)
        if (error instanceof DOMException && error.name === 'QuotaExceededError')
          // Whatever else needs the room is more important than this.
          await clear(await database()).catch(() => undefined)
      }
    },
  }
}

const all = (place: string): IDBKeyRange => IDBKeyRange.bound([place], [place, []])

async function readPieces(database: IDBDatabase, place: string): Promise<unknown[]> {
  return answered(database.transaction(PIECES).objectStore(PIECES).getAll(all(place)))
}

/** Adds what is new, when exactly the rest is there; else everything. In one transaction: another tab may write too. */
async function writePiece(database: IDBDatabase, place: string, history: Columns, kept: number): Promise<void> {
  const transaction = database.transaction(PIECES, 'readwrite')
  const finished = ending(transaction)
  const store = transaction.objectStore(PIECES)
  const put = async () => {
    const keys = (await answered(store.getAllKeys(all(place)))) as [string, number][]
    const last = keys.at(-1)
    const newest = last && ((await answered(store.get(last))) as Columns | undefined)
    const there = last && newest ? last[1] + newest.length : 0
    if (kept > 0 && kept === there && keys.length < MOST_PIECES) {
      if (kept < history.length) store.put(part(history, kept, history.length), [place, kept])
    } else {
      store.delete(all(place))
      store.put(history, [place, 0])
    }
  }
  await Promise.all([put(), finished])
}

async function clear(database: IDBDatabase): Promise<void> {
  const transaction = database.transaction(PIECES, 'readwrite')
  transaction.objectStore(PIECES).clear()
  await ending(transaction)
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(PIECES)
    request.onblocked = () => reject(new Error('Another tab holds the histories'))
    request.onerror = () => reject(request.error ?? new Error('The histories do not open'))
    request.onsuccess = () => {
      // A newer version of the app in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  })
}

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The histories were closed'))
  })

const ending = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The histories were closed'))
  })

/** Rejects after a while. */
function soon<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The browser does not answer')), PATIENCE)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

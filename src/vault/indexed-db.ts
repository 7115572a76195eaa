/** The vault's records in IndexedDB. Errors of the browser leave here as `VaultProblem`. */
import { VaultProblem } from './problem.ts'
import type { VaultStore } from './store.ts'

const RECORDS = 'records'

/** Opens (or makes) the database `name` of this origin. Throws `VaultProblem`. */
export async function openIndexedStore(name = 'tributary-vault'): Promise<VaultStore> {
  let database = openDatabase(name)
  await database.catch((error: unknown) => {
    throw translate(error)
  })

  /** Browsers close connections when storage is cleared or the device sleeps: then one new connection is tried. */
  const begin = async (mode: IDBTransactionMode): Promise<IDBTransaction> => {
    try {
      return (await database).transaction(RECORDS, mode, { durability: 'strict' })
    } catch {
      database = openDatabase(name)
      return (await database).transaction(RECORDS, mode, { durability: 'strict' })
    }
  }
  const inside = async <T>(mode: IDBTransactionMode, act: (records: IDBObjectStore) => Promise<T>): Promise<T> => {
    try {
      const transaction = await begin(mode)
      const finished = ending(transaction)
      const [result] = await Promise.all([act(transaction.objectStore(RECORDS)), finished])
      return result
    } catch (error) {
      throw translate(error)
    }
  }
  return {
    read: (key) => inside('readonly', (records) => answer(records.get(key))),
    write: async (key, value) => {
      await inside('readwrite', (records) => answer(records.put(value, key)))
    },
    settle: <T>(key: string, value: T) =>
      inside('readwrite', async (records) => {
        const standing = (await answer(records.get(key))) as T | undefined
        if (standing !== undefined) return standing
        await answer(records.add(value, key))
        return value
      }),
    all: (prefix) => inside('readonly', (records) => under(records, prefix)),
    amend: (prefix, decide) =>
      inside('readwrite', async (records) => {
        const { put = [], remove = [] } = decide(new Map(await under(records, prefix)))
        await Promise.all(put.map(([key, value]) => answer(records.put(value, key))))
        await Promise.all(remove.map((key) => answer(records.delete(key))))
      }),
  }
}

async function under(records: IDBObjectStore, prefix: string): Promise<[string, unknown][]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
  const [keys, values] = await Promise.all([answer(records.getAllKeys(range)), answer(records.getAll(range))])
  return keys.map((key, i) => [key as string, values[i]])
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') return reject(new VaultProblem('unavailable'))
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
    request.onblocked = () => reject(new VaultProblem('blocked'))
    request.onerror = () => reject(asError(request.error))
    request.onsuccess = () => {
      // A newer version of the app in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  })
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(asError(request.error))
  })

/** Only a finished transaction is kept; a full disk shows when it ends. */
const ending = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(asError(transaction.error))
  })

const asError = (error: DOMException | null): Error => error ?? new DOMException('Aborted', 'AbortError')

function translate(error: unknown): unknown {
  if (error instanceof VaultProblem || !(error instanceof DOMException)) return error
  if (error.name === 'QuotaExceededError') return new VaultProblem('quota', error)
  if (error.name === 'VersionError') return new VaultProblem('blocked', error)
  return new VaultProblem('unavailable', error)
}

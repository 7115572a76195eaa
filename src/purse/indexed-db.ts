import { Unkept, type Store } from './store.ts'

const RECORDS = 'records'

/** Records of this origin in IndexedDB, written through to the disk: what was kept is there after a crash. */
export function indexedStore(name: string): Store {
  let opening: Promise<IDBDatabase> | undefined

  /** Browsers close connections when storage is cleared or the device sleeps: then one new connection is tried. */
  const begin = async (mode: IDBTransactionMode): Promise<IDBTransaction> => {
    const options = { durability: 'strict' } as const
    try {
      return (await (opening ??= open(name))).transaction(RECORDS, mode, options)
    } catch {
      opening = open(name)
      return (await opening).transaction(RECORDS, mode, options)
    }
  }
  const inside = async <T>(mode: IDBTransactionMode, act: (records: IDBObjectStore) => Promise<T>): Promise<T> => {
    try {
      const transaction = await begin(mode)
      const finished = ending(transaction)
      const [result] = await Promise.all([act(transaction.objectStore(RECORDS)), finished])
      return result
    } catch (error) {
      throw error instanceof DOMException ? new Unkept(error) : error
    }
  }
  return {
    read: <T>(key: string) => inside('readonly', (records) => answer(records.get(key) as IDBRequest<T | undefined>)),
    change: <T>(key: string, make: (standing: T | undefined) => T | undefined) =>
      inside('readwrite', async (records) => {
        const made = make(await answer(records.get(key) as IDBRequest<T | undefined>))
        await (made === undefined ? answer(records.delete(key)) : answer(records.put(made, key)))
        return made
      }),
    all: <T>(prefix: string) =>
      inside('readonly', async (records) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const [keys, values] = await Promise.all([answer(records.getAllKeys(range)), answer(records.getAll(range))])
        return keys.map((key, i): [string, T] => [key as string, values[i] as T])
      }),
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') return reject(new Unkept())
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
    request.onblocked = () => reject(new Unkept())
    request.onerror = () => reject(new Unkept(request.error))
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

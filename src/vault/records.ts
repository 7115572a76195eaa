/** Records of this origin in IndexedDB, written through to the disk: what was kept is there after a crash. */

const RECORDS = 'records'

/** What is thrown instead of the browser's errors. */
export interface Faults {
  /** There is no IndexedDB here. */
  missing(): Error
  /** Another tab holds the database in an older version. */
  blocked(): Error
  failed(error: DOMException): Error
}

export interface Records {
  /** Rejects when there is no database to be had. */
  readonly opened: () => Promise<void>
  /** Runs `act` in one transaction; what it wrote is kept once this resolves. */
  readonly inside: <T>(mode: IDBTransactionMode, act: (records: IDBObjectStore) => Promise<T>) => Promise<T>
}

/** Opens (or makes) the database `name` of this origin when it is first needed. */
export function openRecords(name: string, faults: Faults): Records {
  let opening: Promise<IDBDatabase> | undefined
  const translate = (error: unknown) => (error instanceof DOMException ? faults.failed(error) : error)

  /** Browsers close connections when storage is cleared or the device sleeps: then one new connection is tried. */
  const begin = async (mode: IDBTransactionMode): Promise<IDBTransaction> => {
    try {
      return (await (opening ??= open(name, faults))).transaction(RECORDS, mode, { durability: 'strict' })
    } catch {
      opening = open(name, faults)
      return (await opening).transaction(RECORDS, mode, { durability: 'strict' })
    }
  }
  return {
    async opened() {
      try {
        await (opening ??= open(name, faults))
      } catch (error) {
        throw translate(error)
      }
    },
    async inside(mode, act) {
      try {
        const transaction = await begin(mode)
        const finished = ending(transaction)
        const [result] = await Promise.all([act(transaction.objectStore(RECORDS)), finished])
        return result
      } catch (error) {
        throw translate(error)
      }
    },
  }
}

/** All records whose key begins with `prefix`, in order of keys. */
export async function under<T = unknown>(records: IDBObjectStore, prefix: string): Promise<[key: string, value: T][]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
  const [keys, values] = await Promise.all([answer(records.getAllKeys(range)), answer(records.getAll(range))])
  return keys.map((key, i) => [key as string, values[i] as T])
}

export const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(asError(request.error))
  })

function open(name: string, faults: Faults): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') return reject(faults.missing())
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
    request.onblocked = () => reject(faults.blocked())
    request.onerror = () => reject(asError(request.error))
    request.onsuccess = () => {
      // A newer version of the app in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  })
}

/** Only a finished transaction is kept; a full disk shows when it ends. */
const ending = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(asError(transaction.error))
  })

const asError = (error: DOMException | null): Error => error ?? new DOMException('Aborted', 'AbortError')

/** What storage remembers besides blocks: sealing jobs, and where copies were seen. */

export type Table = 'jobs' | 'digests' | 'copies' | 'kept'

export interface Database {
  get<T>(table: Table, key: IDBValidKey): Promise<T | undefined>
  all<T>(table: Table, range: IDBKeyRange): Promise<T[]>
  put(table: Table, key: IDBValidKey, value: unknown): Promise<void>
  delete(table: Table, keys: IDBValidKey | IDBKeyRange): Promise<void>
  close(): void
}

export async function openDatabase(name = 'tributary-storage'): Promise<Database> {
  const opening = indexedDB.open(name, 2)
  opening.onupgradeneeded = () => {
    const there = opening.result.objectStoreNames
    for (const table of ['jobs', 'digests', 'copies', 'kept'] satisfies Table[])
      if (!there.contains(table)) opening.result.createObjectStore(table)
  }
  const db = await settled(opening)
  // A tab with a newer version of the app needs the database to itself for a moment.
  db.onversionchange = () => db.close()
  const read = (table: Table) => db.transaction(table).objectStore(table)
  const write = async (table: Table, change: (store: IDBObjectStore) => unknown) => {
    const transaction = db.transaction(table, 'readwrite')
    change(transaction.objectStore(table))
    await finished(transaction)
  }
  return {
    get: (table, key) => settled(read(table).get(key)),
    all: (table, range) => settled(read(table).getAll(range)),
    put: (table, key, value) => write(table, (store) => store.put(value, key)),
    delete: (table, keys) => write(table, (store) => store.delete(keys)),
    close: () => db.close(),
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The database was closed'))
  })

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('The database was closed'))
  })

/** Every key `[id, n]`. */
export const under = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []])

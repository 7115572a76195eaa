/** Writes that come while others are being written share the next transaction: IndexedDB is slow by the transaction. */

/** Transactions at once: the second is filled while the first is on its way to the disk. */
const AT_ONCE = 2
/** Values of one transaction. */
const TOGETHER = 4

interface Write {
  readonly key: string
  readonly value: Uint8Array
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** A connection to a database that exists. */
export function openTable(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name)
  return new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('The database was closed'))
  })
}

/** `put` resolves when the value is written; it rejects, with all others of its transaction, when none of them is. */
export function groupWrites(database: IDBDatabase, table: string) {
  const waiting: Write[] = []
  let running = 0
  const next = () => {
    while (running < AT_ONCE && waiting.length > 0) void write(waiting.splice(0, TOGETHER))
  }
  const write = async (writes: readonly Write[]) => {
    running++
    try {
      await commit(database, table, writes)
      for (const { done } of writes) done()
    } catch (error) {
      for (const { failed } of writes) failed(error)
    }
    running--
    next()
  }
  return {
    put: (key: string, value: Uint8Array) =>
      new Promise<void>((done, failed) => {
        waiting.push({ key, value, done, failed })
        next()
      }),
    close: () => database.close(),
  }
}

async function commit(database: IDBDatabase, table: string, writes: readonly Write[]): Promise<void> {
  const transaction = database.transaction(table, 'readwrite')
  const store = transaction.objectStore(table)
  for (const { key, value } of writes) store.put(value, key)
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The database was closed'))
  })
}

import { answer, openRecords, under } from '../vault/records.ts'
import { Unkept, type Store } from './store.ts'

/** A store of this origin in IndexedDB. Its methods reject with `Unkept` where this browser keeps nothing. */
export function indexedStore(name: string): Store {
  const { inside } = openRecords(name, {
    missing: () => new Unkept(),
    blocked: () => new Unkept(),
    failed: (error) => new Unkept(error),
  })
  return {
    read: <T>(key: string) => inside('readonly', (records) => answer(records.get(key) as IDBRequest<T | undefined>)),
    change: <T>(key: string, make: (standing: T | undefined) => T | undefined) =>
      inside('readwrite', async (records) => {
        const made = make(await answer(records.get(key) as IDBRequest<T | undefined>))
        await (made === undefined ? answer(records.delete(key)) : answer(records.put(made, key)))
        return made
      }),
    all: <T>(prefix: string) => inside('readonly', (records) => under<T>(records, prefix)),
  }
}

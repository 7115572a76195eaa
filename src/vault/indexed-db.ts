/** The vault's records in IndexedDB. Errors of the browser leave here as `VaultProblem`. */
import { VaultProblem } from './problem.ts'
import { answer, openRecords, under } from './records.ts'
import type { VaultStore } from './store.ts'

/** Opens (or makes) the database `name` of this origin. Throws `VaultProblem`. */
export async function openIndexedStore(name = 'tributary-vault'): Promise<VaultStore> {
  const { inside, opened } = openRecords(name, {
    missing: () => new VaultProblem('unavailable'),
    blocked: () => new VaultProblem('blocked'),
    failed,
  })
  await opened()
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

function failed(error: DOMException): VaultProblem {
  if (error.name === 'QuotaExceededError') return new VaultProblem('quota', error)
  if (error.name === 'VersionError') return new VaultProblem('blocked', error)
  return new VaultProblem('unavailable', error)
}

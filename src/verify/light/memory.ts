/** The newest block that was proven final on this device: next time is begun there, without asking anybody whom to trust. */
import type { Hex } from '../../royalties/words.ts'

export interface Kept {
  readonly root: Hex
  readonly slot: number
}

export interface Memory {
  read(chainId: number): Promise<Kept | undefined>
  write(chainId: number, kept: Kept): Promise<void>
}

/** In IndexedDB. Where the browser refuses it (private windows, full disks) nothing is kept, and nothing is lost but time. */
export const openMemory = (name = 'tributary-light'): Memory => ({
  read: (chainId) =>
    within(name, 'readonly', (store) => store.get(chainId) as IDBRequest<unknown>).then(keptOf, nothing),
  write: (chainId, kept) => within(name, 'readwrite', (store) => store.put(kept, chainId)).then(nothing, nothing),
})

const nothing = (): undefined => undefined

function keptOf(value: unknown): Kept | undefined {
  const { root, slot } = (value ?? {}) as Partial<Kept>
  const sound = typeof root === 'string' && /^0x[0-9a-f]{64}$/.test(root) && Number.isSafeInteger(slot)
  return sound ? { root, slot: slot! } : undefined
}

async function within<T>(
  name: string,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(name, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('finalized')
  const database = await settled(opening)
  try {
    return await settled(act(database.transaction('finalized', mode).objectStore('finalized')))
  } finally {
    database.close()
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps nothing'))
  })

/** Drafts in this browser. Blobs (cover, preview, small files) stand apart, so that saving what is typed stays quick. */
import type { Draft } from './draft.ts'

const DATABASE = 'tributary-drafts'

export class DraftProblem extends Error {
  override name = 'DraftProblem'
  readonly kind: 'quota' | 'unavailable'
  constructor(kind: DraftProblem['kind'], cause?: unknown) {
    super(
      kind === 'quota'
        ? 'There is no room left on this device to save the draft. Free some space; what you typed stays here as long as this page is open.'
        : 'This browser does not let the site save drafts. What you typed stays here as long as this page is open.',
      { cause },
    )
    this.kind = kind
  }
}

export interface Drafts {
  /** Newest first. */
  list(): Promise<Draft[]>
  find(id: string): Promise<Draft | undefined>
  save(draft: Draft): Promise<void>
  forget(id: string): Promise<void>
  /** `name`: `cover`, `preview`, or a file's job. */
  keepBlob(id: string, name: string, blob: Blob | undefined): Promise<void>
  blob(id: string, name: string): Promise<Blob | undefined>
  close(): void
}

/** Every method rejects with a `DraftProblem` and nothing else. */
export async function openDrafts(name = DATABASE): Promise<Drafts> {
  const database = await open(name).catch((error: unknown) => {
    throw new DraftProblem('unavailable', error)
  })
  const run = <T>(store: 'drafts' | 'blobs', mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) =>
    finished(database, store, mode, act)
  const key = (id: string, blob: string) => `${id}/${blob}`
  return {
    list: async () =>
      (await run<Draft[]>('drafts', 'readonly', (drafts) => drafts.getAll() as IDBRequest<Draft[]>)).sort(
        (a, b) => b.changed - a.changed,
      ),
    find: (id) =>
      run<Draft | undefined>('drafts', 'readonly', (drafts) => drafts.get(id) as IDBRequest<Draft | undefined>),
    save: async (draft) => {
      await run('drafts', 'readwrite', (drafts) => drafts.put(draft))
    },
    async forget(id) {
      await run('drafts', 'readwrite', (drafts) => drafts.delete(id))
      await run('blobs', 'readwrite', (blobs) => blobs.delete(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`)))
    },
    async keepBlob(id, blobName, blob) {
      const at = key(id, blobName)
      if (blob) await run('blobs', 'readwrite', (blobs) => blobs.put(blob, at))
      else await run('blobs', 'readwrite', (blobs) => blobs.delete(at))
    },
    blob: (id, blobName) =>
      run<Blob | undefined>(
        'blobs',
        'readonly',
        (blobs) => blobs.get(key(id, blobName)) as IDBRequest<Blob | undefined>,
      ),
    close: () => database.close(),
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('drafts', { keyPath: 'id' })
      request.result.createObjectStore('blobs')
    }
    request.onsuccess = () => {
      // A newer version of the app in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
    request.onerror = () => reject(new Error('The drafts do not open', { cause: request.error }))
    request.onblocked = () => reject(new Error('Another tab holds the drafts'))
  })
}

/** Resolves when the transaction is complete, not when the request is: only then is a draft saved. */
function finished<T>(
  database: IDBDatabase,
  store: string,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(store, mode)
    const request = act(transaction.objectStore(store))
    transaction.oncomplete = () => resolve(request.result)
    const fail = () => {
      const cause = transaction.error ?? request.error
      reject(new DraftProblem(cause?.name === 'QuotaExceededError' ? 'quota' : 'unavailable', cause))
    }
    transaction.onabort = fail
    transaction.onerror = fail
  }).catch((error: unknown) => {
    throw error instanceof DraftProblem ? error : new DraftProblem('unavailable', error)
  })
}

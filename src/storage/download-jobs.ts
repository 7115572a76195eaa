/** Downloads that outlive the tab: the folder the user chose, and which of its files are whole. */

export interface DownloadJob {
  readonly id: string
  /** What is downloaded: a work on a chain. */
  readonly of: string
  readonly folder: FileSystemDirectoryHandle
  /** In the browser's private store, from which finished files are still to be handed out. */
  readonly staged: boolean
  readonly files: readonly JobFile[]
  /** Unix milliseconds. */
  readonly begun: number
}

export interface JobFile {
  /** Its place in the manifest. */
  readonly index: number
  /** In the folder. */
  readonly name: string
  readonly bytes: number
  readonly whole: boolean
}

export interface DownloadJobs {
  all(): Promise<DownloadJob[]>
  put(job: DownloadJob): Promise<void>
  forget(id: string): Promise<void>
}

const [NAME, TABLE] = ['tributary-downloads', 'jobs']

/** Rejects when this browser forbids storage. */
export async function openDownloadJobs(): Promise<DownloadJobs> {
  const opening = indexedDB.open(NAME, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: 'id' })
  const database = await settled(opening)
  database.onversionchange = () => database.close()
  const store = (mode: IDBTransactionMode) => database.transaction(TABLE, mode).objectStore(TABLE)
  return {
    all: () => settled(store('readonly').getAll() as IDBRequest<DownloadJob[]>),
    async put(job) {
      await settled(store('readwrite').put(job))
    },
    async forget(id) {
      await settled(store('readwrite').delete(id))
    },
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The database was closed'))
  })

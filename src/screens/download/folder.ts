/** Where downloads are written: a folder of the user's choice, or this browser's private store until they are handed out. */
import { safeNames } from '../../storage/download.ts'

interface Picking {
  showDirectoryPicker?(options: {
    id: string
    mode: 'readwrite'
    startIn: 'downloads'
  }): Promise<FileSystemDirectoryHandle>
}

interface Asking {
  queryPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>
}

export interface Folder {
  readonly handle: FileSystemDirectoryHandle
  readonly staged: boolean
}

/** Undefined when the user picked none. Rejects with a sentence where this browser has neither way. */
export async function chooseFolder(id: string): Promise<Folder | undefined> {
  const picking = globalThis as Picking
  if (!picking.showDirectoryPicker) return { handle: await staging(id), staged: true }
  try {
    const options = { id: 'tributary', mode: 'readwrite', startIn: 'downloads' } as const
    return { handle: await picking.showDirectoryPicker(options), staged: false }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    throw error
  }
}

async function staging(id: string): Promise<FileSystemDirectoryHandle> {
  if (typeof FileSystemFileHandle === 'undefined' || !('createWritable' in FileSystemFileHandle.prototype))
    throw new Error('This browser cannot write large files. Use one that can, or play and read the work here.')
  const root = await navigator.storage.getDirectory()
  return (await root.getDirectoryHandle('downloads', { create: true })).getDirectoryHandle(id, { create: true })
}

/** Removes what was staged; of a folder of the user's nothing but the parts is ever removed. */
export async function clearStaging(id: string): Promise<void> {
  const root = await navigator.storage.getDirectory()
  const downloads = await root.getDirectoryHandle('downloads', { create: true })
  await downloads.removeEntry(id, { recursive: true }).catch((error: unknown) => {
    if (nameOf(error) !== 'NotFoundError') throw error
  })
}

/** Asks again where the browser forgot, which it does when a tab closes. To be called from a click. */
export async function mayWrite(folder: FileSystemDirectoryHandle & Asking): Promise<boolean> {
  const mode = { mode: 'readwrite' } as const
  if ((await folder.queryPermission?.(mode)) === 'granted') return true
  return ((await folder.requestPermission?.(mode)) ?? 'granted') === 'granted'
}

/** Names that are free in the folder: nothing of the user's is written over. */
export async function freeNames(folder: FileSystemDirectoryHandle, wanted: readonly string[]): Promise<string[]> {
  const taken = new Set<string>()
  const names = safeNames(wanted)
  for (const name of names) if (await exists(folder, name)) taken.add(name)
  if (taken.size === 0) return names
  const now = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')
  return safeNames(names.map((name) => (taken.has(name) ? `${now} ${name}` : name)))
}

const exists = (folder: FileSystemDirectoryHandle, name: string): Promise<boolean> =>
  folder.getFileHandle(name).then(
    () => true,
    (error: unknown) => {
      if (nameOf(error) === 'NotFoundError') return false
      // A folder of that name is in the way as well.
      if (nameOf(error) === 'TypeMismatchError') return true
      throw error
    },
  )

const nameOf = (error: unknown): string => (error instanceof DOMException ? error.name : '')

/** Files from a drop or a picker, with the handle that lets a later visit read them again where the browser has one. */
import type { Dropped } from './filing.svelte.ts'

interface HandleItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}
type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>

/** Must be called while the drop is being handled: afterwards the browser forgets what was dropped. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<{ files: Dropped[]; folders: number }> {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file')
  let folders = 0
  const found = items.map(async (item): Promise<Dropped | undefined> => {
    const file = item.getAsFile()
    const isFolder = item.webkitGetAsEntry()?.isDirectory
    const asking = (item as HandleItem).getAsFileSystemHandle?.()
    if (isFolder) folders++
    if (isFolder || !file) return undefined
    const handle = await asking?.catch(() => null)
    return { file, handle: handle?.kind === 'file' ? (handle as FileSystemFileHandle) : undefined }
  })
  const files = (await Promise.all(found)).filter((one) => one !== undefined)
  return { files, folders }
}

/** An empty list when the user cancels; `unavailable` where the browser has no such picker. */
export async function chooseFiles(): Promise<Dropped[] | 'unavailable'> {
  const picker = (globalThis as { showOpenFilePicker?: Picker }).showOpenFilePicker
  if (!picker) return 'unavailable'
  try {
    const handles = await picker({ multiple: true })
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })))
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? [] : 'unavailable'
  }
}

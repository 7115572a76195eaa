/** Finding a draft's files again after a reload: from the drafts' own blobs, through a handle the browser kept, or by
 * asking the creator to choose the same file once more. */
import type { DraftFile } from './draft.ts'
import type { Drafts } from './drafts.ts'

export type Source =
  | { readonly state: 'here'; readonly blob: Blob }
  /** The browser knows the file, and wants the creator's consent by a click. */
  | { readonly state: 'asking' }
  /** To be chosen again. */
  | { readonly state: 'missing' }

interface Permitted {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>
}

export async function findSource(drafts: Pick<Drafts, 'blob'>, draft: string, file: DraftFile): Promise<Source> {
  const kept = file.kept ? await drafts.blob(draft, file.job).catch(() => undefined) : undefined
  if (kept) return { state: 'here', blob: kept }
  if (!file.handle) return { state: 'missing' }
  const state = await (file.handle as Permitted).queryPermission?.({ mode: 'read' }).catch(() => 'denied')
  if (state === 'prompt') return { state: 'asking' }
  return openHandle(file)
}

/** Call from a click: the browser asks only then. */
export async function askForSource(file: DraftFile): Promise<Source> {
  const state = await (file.handle as Permitted | undefined)
    ?.requestPermission?.({ mode: 'read' })
    .catch(() => 'denied')
  return state === 'granted' ? openHandle(file) : { state: 'missing' }
}

/** A file moved, deleted or changed since is not the file of the draft. */
async function openHandle(file: DraftFile): Promise<Source> {
  const found = await file.handle?.getFile().catch(() => undefined)
  return found && isSame(file, found) ? { state: 'here', blob: found } : { state: 'missing' }
}

/** Name and size are enough to continue: sealing itself recognises another file by its bytes. */
export const isSame = (file: Pick<DraftFile, 'name' | 'bytes'>, found: File): boolean =>
  found.size === file.bytes && found.name === file.name

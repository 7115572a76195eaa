/** A work being written: everything typed and everything done for it so far. */
import type { Address } from '../../royalties/words.ts'
import { emptyForm, type Form } from './form.ts'
import { newJournal, type Journal } from '../journal.ts'

/** A file dropped. What the browser lets us keep of it stands in `handle` or, for small ones, in the drafts' blobs. */
export interface DraftFile {
  readonly job: string
  readonly name: string
  readonly bytes: number
  /** Unix ms; tells the same file from another of its name. */
  readonly modified: number
  readonly type: string
  /** The media type its name claims, when its bytes say otherwise. */
  readonly claimed?: string
  readonly handle?: FileSystemFileHandle
  readonly kept?: boolean
}

export type Origin = 'derived' | 'own' | 'none'

export interface Draft {
  readonly id: string
  readonly chainId: number
  /** Unix ms of the last change. */
  readonly changed: number
  readonly step: string
  readonly form: Form
  readonly files: readonly DraftFile[]
  readonly journal: Journal
  /** The account whose vault made this work's key; another one would have to seal again. */
  readonly creator?: Address
  readonly cover: { readonly origin: Origin | 'drawn'; readonly width: number; readonly height: number }
  readonly preview: { readonly origin: Origin; readonly note: string }
}

export const newDraft = (chainId: number, form: Form = emptyForm()): Draft => ({
  id: crypto.randomUUID(),
  chainId,
  changed: Date.now(),
  step: 'files',
  form,
  files: [],
  journal: newJournal(crypto.getRandomValues(new Uint8Array(32)), new Date()),
  cover: { origin: 'none', width: 0, height: 0 },
  preview: { origin: 'none', note: '' },
})

/** Files up to this size are kept whole with the draft. */
export const KEPT_BYTES = 64 << 20

import type { Manifest } from '../../content/manifest.ts'
import type { Item } from '../../storage/library.ts'

/** One thing of a work that can be opened here. */
export interface Source {
  readonly name: string
  readonly type: string
  /** Of what comes out, decrypted where it was sealed. */
  readonly bytes: number
  readonly preview: boolean
  /** Says what a preview is: "The first 30 seconds". */
  readonly note?: string
  /** Seconds of the whole at which a preview begins, where its manifest says so. */
  readonly from?: number
  /** Place among the manifest's files. */
  readonly at?: number
  readonly item: Item
}

/** The public taste, if there is one. */
export function previewOf({ name, preview }: Manifest): Source | undefined {
  if (!preview) return undefined
  const { cid, type, bytes, note, from } = preview
  const begins = typeof from === 'number' && from >= 0 ? { from } : {}
  return { name, type, bytes, preview: true, note, ...begins, item: { cid, type, bytes } }
}

export const isPlayable = ({ type }: Pick<Source, 'type'>): boolean => /^(audio|video)\//.test(type)

import type { Component } from 'svelte'
import type { Library } from '../../storage/library.ts'
import type { Opened } from './opened.ts'
import type { WorkFile } from './pieces.ts'
import type { ReaderKind } from './reader-kind.ts'

interface ReaderProps {
  opened: Opened
  files: readonly WorkFile[]
  library: () => Promise<Library>
  refuse: (why: string) => void
}

/** Each reader is a chunk of its own. */
export const READERS: Readonly<Record<ReaderKind, () => Promise<{ default: Component<ReaderProps> }>>> = {
  book: () => import('./book/book.svelte'),
  pdf: () => import('./pdf/pdf.svelte'),
  pictures: () => import('./pictures/pictures.svelte'),
  table: () => import('./table/table.svelte'),
  text: () => import('./text/text.svelte'),
}

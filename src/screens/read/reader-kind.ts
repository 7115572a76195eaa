import { HEAD, recognise } from '../../content/kinds.ts'
import { claimOf } from '../../content/names.ts'

/** Which reader shows a file. */
export type ReaderKind = 'book' | 'pdf' | 'pictures' | 'table' | 'text'

export interface Judged {
  readonly kind: ReaderKind | undefined
  /** What the bytes are, whatever the manifest claims. */
  readonly mime: string
  /** Why there is nothing to read, as a sentence. */
  readonly refusal?: string
}

export { HEAD }

/** Markup is shown as the text it is: as a page it could act with the user's keys. */
const BY_MIME: Readonly<Record<string, ReaderKind>> = {
  'application/epub+zip': 'book',
  'application/pdf': 'pdf',
  'text/csv': 'table',
  'text/tab-separated-values': 'table',
  'application/jsonl': 'table',
  'application/json': 'table',
  'text/plain': 'text',
  'text/markdown': 'text',
  'text/html': 'text',
  'application/xml': 'text',
  'image/svg+xml': 'text',
  'image/png': 'pictures',
  'image/jpeg': 'pictures',
  'image/gif': 'pictures',
  'image/webp': 'pictures',
  'image/avif': 'pictures',
}

/** Judges by the first bytes (`HEAD` of them or all); the name only narrows what they say. */
export function judge(head: Uint8Array, name: string): Judged {
  if (head.length === 0) return { kind: undefined, mime: 'text/plain', refusal: `“${name}” is empty.` }
  const { mime, truthful, claimed } = recognise(head, name)
  const comic = /\.cbz$/i.test(name) && mime === 'application/zip'
  const kind = comic || mime === 'application/zip' ? 'pictures' : isRecord(head, mime) ? 'text' : BY_MIME[mime]
  if (kind && (truthful || kind === BY_MIME[claimed ?? ''] || kind === 'text')) return { kind, mime }
  if (!truthful) return { kind: undefined, mime, refusal: lie(name, claimed ?? '') }
  return { kind: undefined, mime, refusal: `There is no reader here for “${name}” (${mime}). Download it to use it.` }
}

/** JSON that is one object has no rows. */
const isRecord = (head: Uint8Array, mime: string): boolean =>
  mime === 'application/json' && /^\s*\{/.test(new TextDecoder().decode(head.subarray(0, 256)))

const NAMES: Readonly<Record<string, string>> = {
  'application/pdf': 'a PDF',
  'application/epub+zip': 'an e-book',
  'text/csv': 'a table',
  'text/tab-separated-values': 'a table',
  'application/jsonl': 'a table',
  'application/json': 'JSON',
}

const lie = (name: string, claimed: string): string =>
  `“${name}” calls itself ${NAMES[claimed] ?? claimed}, and its bytes are something else. It is not shown; it can be downloaded as it is.`

/** What a file's name promises, before a byte of it is fetched: whether a reader is offered. */
export function promised(name: string, type: string): ReaderKind | undefined {
  if (/\.(cbz|zip)$/i.test(name)) return 'pictures'
  return BY_MIME[type.split(';')[0]!.trim().toLowerCase()] ?? BY_MIME[claimOf(name)?.type.mime ?? '']
}

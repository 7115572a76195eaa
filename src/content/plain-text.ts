/** Formats that are text: told by what the first lines look like. */
import type { FileType } from './kinds.ts'

const TEXT: FileType = { mime: 'text/plain', kind: 'other', extension: 'txt' }
const HTML: FileType = { mime: 'text/html', kind: 'other', extension: 'html' }
const SVG: FileType = { mime: 'image/svg+xml', kind: 'image', extension: 'svg' }
const XML: FileType = { mime: 'application/xml', kind: 'other', extension: 'xml' }
const JSON_TEXT: FileType = { mime: 'application/json', kind: 'dataset', extension: 'json' }
const JSON_LINES: FileType = { mime: 'application/jsonl', kind: 'dataset', extension: 'jsonl' }
const CSV: FileType = { mime: 'text/csv', kind: 'dataset', extension: 'csv' }
const TSV: FileType = { mime: 'text/tab-separated-values', kind: 'dataset', extension: 'tsv' }

export function recogniseText(head: Uint8Array): FileType | undefined {
  const text = readText(head)
  if (text === undefined) return undefined
  const markup = recogniseMarkup(text)
  if (markup) return markup
  const lines = text.split(/\r\n|\n|\r/)
  // The last line may be cut short by the end of the head.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  return recogniseJson(text, whole) ?? recogniseTable(whole) ?? TEXT
}

/** `undefined` for what is no text, or nothing. A character cut at the end of the head is forgiven. */
function readText(head: Uint8Array): string | undefined {
  const text = decode(head)
  // eslint-disable-next-line no-control-regex -- text holds no control characters but tab, line ends and form feed.
  return text.length === 0 || /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text) ? undefined : text
}

/** Spreadsheets still write UTF-16 and Windows-1252; the latter decodes anything, so it comes last. */
function decode(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head, { stream: true })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch {
    return new TextDecoder('windows-1252').decode(head)
  }
}

function recogniseMarkup(text: string): FileType | undefined {
  const body = text.replace(/^(?:\s+|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>]*>)+/i, '')
  if (/^<svg[\s>/]/i.test(body)) return SVG
  if (/^<(?:!doctype\s+html|html|head|body|script|iframe)[\s>/]/i.test(body)) return HTML
  return /^\s*<\?xml\s/.test(text) ? XML : undefined
}

function recogniseJson(text: string, lines: readonly string[]): FileType | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  const rows = lines.filter((line) => line.trim() !== '')
  if (rows.length > 1 && rows.slice(0, 5).every(isJson)) return JSON_LINES
  return /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:["{[\]\d-]|true|false|null|$))/.test(text) ? JSON_TEXT : undefined
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

/** A table has the same separators in its first rows, quotes aside. */
function recogniseTable(lines: readonly string[]): FileType | undefined {
  const rows = lines.filter((line) => line !== '').slice(0, 10)
  if (rows.length < 2) return undefined
  for (const [separator, found] of [
    ['\t', TSV],
    [',', CSV],
    [';', CSV],
  ] as const) {
    const counts = rows.map((row) => row.replace(/"(?:[^"]|"")*"/g, '').split(separator).length - 1)
    if (counts[0]! > 0 && counts.every((count) => count === counts[0])) return found
  }
  return undefined
}

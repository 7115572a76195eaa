/** What stands in a row. */
import type { TableFormat } from './records.ts'

/** Cells of one row of text. Lenient: what cannot be understood is shown as it stands. */
export function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = []
  for (let at = 0; at <= text.length;) {
    const [cell, next] = text[at] === '"' ? quotedCell(text, at, separator) : plainCell(text, at, separator)
    cells.push(cell)
    at = next
  }
  return cells
}

function plainCell(text: string, from: number, separator: string): [string, number] {
  const end = text.indexOf(separator, from)
  return end < 0 ? [text.slice(from), text.length + 1] : [text.slice(from, end), end + 1]
}

function quotedCell(text: string, from: number, separator: string): [string, number] {
  let cell = ''
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return [cell + text.slice(at), text.length + 1]
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const [rest, next] = plainCell(text, quote + 1, separator)
      return [cell + rest, next]
    }
    cell += '"'
    at = quote + 2
  }
}

/** The separator that the first lines agree on; a comma where none does. */
export function separatorOf(text: string, mime: string): string {
  if (mime === 'text/tab-separated-values') return '\t'
  const lines = text.split('\n').slice(0, 11).filter(Boolean).slice(0, 10)
  const count = (line: string, sign: string) => line.replace(/"(?:[^"]|"")*"/g, '').split(sign).length - 1
  const agreed = [',', ';', '\t', '|'].filter((sign) => {
    const counts = lines.map((line) => count(line, sign))
    return counts[0]! > 0 && counts.every((each) => each === counts[0])
  })
  return agreed[0] ?? (['\t', ';'].find((sign) => count(lines[0] ?? '', sign) > count(lines[0] ?? '', ',')) || ',')
}

export const formatOf = (text: string, mime: string): TableFormat => {
  if (mime === 'application/jsonl') return { kind: 'lines' }
  if (mime === 'application/json') return { kind: 'array' }
  return { kind: 'separated', separator: separatorOf(text, mime).charCodeAt(0) }
}

/** A JSON row as its named values; undefined when it is no JSON. Nested values are shown as JSON. */
export function valuesOf(text: string): Map<string, string> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return new Map([['value', show(value)]])
  return new Map(Object.entries(value).map(([name, each]) => [name, show(each)]))
}

const show = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)

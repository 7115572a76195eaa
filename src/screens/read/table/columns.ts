/** What kind of values a column holds, and their order. */

export type ColumnType = 'number' | 'date' | 'text'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** Characters that show nearly all of its values. */
  readonly width: number
}

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i
const DATE = /^\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\s*$/

export const isNumber = (cell: string): boolean => NUMBER.test(cell)

function typeOf(cells: readonly string[]): ColumnType {
  const said = cells.filter((cell) => cell.trim() !== '')
  if (said.length === 0) return 'text'
  if (said.every(isNumber)) return 'number'
  return said.every((cell) => DATE.test(cell)) ? 'date' : 'text'
}

/** The first row names the columns unless it looks like data: a number, an empty cell, or the same word twice. */
export const isHeader = (first: readonly string[]): boolean =>
  first.every((cell) => cell.trim() !== '' && !isNumber(cell) && !DATE.test(cell)) &&
  new Set(first).size === first.length

export function columnsOf(names: readonly string[], sample: readonly (readonly string[])[]): Column[] {
  return names.map((name, at) => {
    const cells = sample.map((row) => row[at] ?? '')
    const lengths = cells.map(({ length }) => length).sort((a, b) => a - b)
    const usual = lengths[Math.floor(lengths.length * 0.95)] ?? 0
    return { name, type: typeOf(cells), width: Math.min(36, Math.max(5, usual, Math.min(18, name.length + 2))) }
  })
}

const collator = new Intl.Collator(undefined, { numeric: true })

/** Ascending; what is empty or no number comes last in either direction. */
export function compare(type: ColumnType, descending: boolean): (a: string, b: string) => number {
  const sign = descending ? -1 : 1
  if (type === 'number')
    return (a, b) => {
      const [x, y] = [toNumber(a), toNumber(b)]
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y))
      return sign * (x - y)
    }
  return (a, b) => {
    if (a === '' || b === '') return Number(a === '') - Number(b === '')
    return sign * collator.compare(a, b)
  }
}

const toNumber = (cell: string): number => (cell.trim() === '' ? Number.NaN : Number(cell))

import { expect, test } from 'vitest'
import { cellsOf, formatOf, separatorOf } from '../../src/screens/read/table/cells.ts'
import { columnsOf, compare, isHeader } from '../../src/screens/read/table/columns.ts'
import { CUT, Rows } from '../../src/screens/read/table/rows.ts'
import { splitterFor, type TableFormat } from '../../src/screens/read/table/records.ts'
import { csv, noise, readingOf, utf8 } from './files.ts'

const COMMA = { kind: 'separated', separator: 44 } as const

/** All rows, with the bytes coming in pieces of this many. */
function split(text: string, format: TableFormat, piece: number): string[] {
  const bytes = utf8(text)
  const splitter = splitterFor(format)
  const rows: string[] = []
  let open = ''
  for (let at = 0; at < bytes.length; at += piece) {
    const some = bytes.subarray(at, at + piece)
    splitter.push(some, (from, to, more) => {
      open += new TextDecoder().decode(some.subarray(from, to))
      if (!more) {
        rows.push(open)
        open = ''
      }
    })
  }
  return open ? [...rows, open] : rows
}

test.each([1, 2, 3, 7, 1000])('rows are the same in whatever pieces of %i bytes they come', (piece) => {
  const text = 'a,b\n"x\ny","say ""hi"", you"\n5" pipe,c\r\n\nlast,"open'
  expect(split(text, COMMA, piece)).toEqual(['a,b', '"x\ny","say ""hi"", you"', '5" pipe,c\r', '', 'last,"open'])
  const json = ' [ {"a":"]},\\"","b":[1,{"c":2}]} , 3,"x" , [ ] ]'
  expect(split(json, { kind: 'array' }, piece).map((row) => row.trim())).toEqual([
    '{"a":"]},\\"","b":[1,{"c":2}]}',
    '3',
    '"x"',
    '[ ]',
  ])
})

test('cells are read as RFC 4180 has them, and leniently where it is not followed', () => {
  expect(cellsOf('1,"a, ""b""",,x', ',')).toEqual(['1', 'a, "b"', '', 'x'])
  expect(cellsOf('"open, to the end', ',')).toEqual(['open, to the end'])
  expect(cellsOf('"a"b,c', ',')).toEqual(['ab', 'c'])
  expect(cellsOf('', ',')).toEqual([''])
})

test('the separator is the one that the lines agree on', () => {
  expect(separatorOf('a;b;c\n1,5;2;3\n', 'text/csv')).toBe(';')
  expect(separatorOf('a|b\n1|2\n', 'text/csv')).toBe('|')
  expect(separatorOf('one\ntwo\n', 'text/csv')).toBe(',')
  expect(separatorOf('a b', 'text/tab-separated-values')).toBe('\t')
  expect(formatOf('', 'application/jsonl')).toEqual({ kind: 'lines' })
})

test('a table of many megabytes shows its first rows after a hundred kilobytes, and reads on only when asked', async () => {
  const source = readingOf(csv(40_000_000))
  const rows = new Rows(source, COMMA)
  await rows.more()
  expect(source.asked).toBeLessThan(200_000)
  expect(rows.count).toBeGreaterThan(1_000)
  expect(rows.cells(1, undefined)).toEqual(['1', 'River, no. 1', '2026-02-11', '791.9'])
  while (!rows.full) await rows.more()
  expect(rows.complete).toBe(false)
  expect(source.asked).toBeLessThan(30_000_000)
  const later = new Rows(source, COMMA, rows.end)
  await later.more()
  const last = Number(rows.cells(rows.count - 1, undefined)[0])
  expect(later.cells(0, undefined)[0]).toBe(String(last + 1))
})

test('from anywhere in the file, rows begin at the next whole one', async () => {
  const rows = new Rows(readingOf(csv(2_000_000)), COMMA, 1_000_003, true)
  await rows.more()
  expect(rows.cells(0, undefined)).toHaveLength(4)
  expect(Number(rows.cells(1, undefined)[0])).toBe(Number(rows.cells(0, undefined)[0]) + 1)
})

test('a later window of a JSON array goes on inside it', async () => {
  const text = JSON.stringify(Array.from({ length: 9 }, (_, n) => ({ n, text: `a, b] ${n}` })))
  const whole = utf8(text)
  const first = new Rows(readingOf(whole), { kind: 'array' })
  await first.more()
  expect(first.count).toBe(9)
  const later = new Rows(readingOf(whole), { kind: 'array' }, text.indexOf('},{', 90) + 2)
  await later.more()
  expect(later.complete).toBe(true)
  expect(later.names(0)).toEqual(['n', 'text'])
  expect(later.cells(later.count - 1, ['n', 'text'])).toEqual(['8', 'a, b] 8'])
})

test('a line of ten megabytes is cut and marked, and the rows after it are there', async () => {
  const source = readingOf(utf8(`a,b\n1,${'x'.repeat(10_000_000)}\n2,short\n`))
  const rows = new Rows(source, COMMA)
  while (!rows.full) await rows.more()
  expect(rows.count).toBe(3)
  expect(rows.text(1).endsWith(CUT)).toBe(true)
  expect(rows.text(1).length).toBeLessThan(70_000)
  expect(rows.cells(2, undefined)).toEqual(['2', 'short'])
})

test('a quote that never closes swallows no file: it ends with a sentence', async () => {
  const rows = new Rows(readingOf(utf8(`a,b\n1,"${'x'.repeat(34 * 1024 * 1024)}`)), COMMA)
  const all = async () => {
    while (!rows.full) await rows.more()
  }
  await expect(all()).rejects.toThrow('has no end')
  expect(rows.count).toBe(1)
})

test('noise is no table, and costs no more than a window', async () => {
  const rows = new Rows(readingOf(noise(3_000_000, 5)), COMMA)
  while (!rows.full) await rows.more()
  expect(rows.count).toBeGreaterThan(0)
})

test('columns know their kind, and order what is empty last in both directions', () => {
  const columns = columnsOf(
    ['n', 'd', 't'],
    [
      ['1', '2026-01-02', 'a'],
      ['-2.5e3', '', 'b10'],
      ['', '2026-03-04T10:00Z', '7 x'],
    ],
  )
  expect(columns.map(({ type }) => type)).toEqual(['number', 'date', 'text'])
  expect(['10', '9', '', '-3', 'x'].toSorted(compare('number', false))).toEqual(['-3', '9', '10', '', 'x'])
  expect(['10', '9', '', '-3'].toSorted(compare('number', true))).toEqual(['10', '9', '-3', ''])
  expect(['b10', '', 'b9'].toSorted(compare('text', false))).toEqual(['b9', 'b10', ''])
  expect(isHeader(['a', 'b'])).toBe(true)
  expect(isHeader(['a', '5'])).toBe(false)
  expect(isHeader(['a', 'a'])).toBe(false)
})

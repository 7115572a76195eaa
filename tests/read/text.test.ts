import { expect, test } from 'vitest'
import { judge } from '../../src/screens/read/reader-kind.ts'
import { blocksOf, safeLink } from '../../src/screens/read/text/markdown.ts'
import { PART, partsOf, textPart } from '../../src/screens/read/text/parts.ts'
import { noise, readingOf, utf8 } from './files.ts'

test('a reader is chosen by what the bytes are; the name only narrows it', () => {
  const kind = (text: string, name: string) => judge(utf8(text), name).kind
  expect(kind('a,b\n1,2\n', 'x.csv')).toBe('table')
  expect(kind('a,b\n1,2\n', 'x.txt')).toBe('text')
  expect(kind('%PDF-1.7', 'x.pdf')).toBe('pdf')
  expect(kind('[{"a":1}]', 'x.json')).toBe('table')
  expect(kind('{"a":[1]}', 'x.json')).toBe('text')
  expect(kind('<!doctype html><script>x</script>', 'x.html')).toBe('text')
  expect(judge(noise(5_000, 1), 'x.csv').refusal).toMatch(/calls itself a table/)
  expect(judge(utf8('hello'), 'x.pdf').kind).not.toBe('pdf')
  expect(judge(new Uint8Array(), 'x.csv').refusal).toBe('“x.csv” is empty.')
  expect(judge(utf8('ID3\x03'), 'x.mp3').refusal).toMatch(/no reader here/)
})

test('the parts of a long text are all of it, cut where lines end', async () => {
  const text = Array.from({ length: 60_000 }, (_, at) => `Line ${at}, as it flows: ${'ä'.repeat(at % 9)}`).join('\n')
  const source = readingOf(utf8(text))
  const parts = await Promise.all(
    Array.from({ length: partsOf(source.size) }, (_, at) => textPart(source as never, at)),
  )
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.join('')).toBe(text)
  expect(parts.slice(0, -1).every((part) => part.endsWith('\n'))).toBe(true)
})

test('a text without lines is cut between characters, and nothing is lost', async () => {
  const text = 'ä€😀'.repeat(PART / 6)
  const source = readingOf(utf8(text))
  const parts = await Promise.all(
    Array.from({ length: partsOf(source.size) }, (_, at) => textPart(source as never, at)),
  )
  expect(parts.join('')).toBe(text)
})

test('markdown becomes blocks and spans, and never markup', () => {
  expect(
    blocksOf('# A *b*\n\none\ntwo `x*y`\n\n- 1\n- **2**\n\n> said\n\n```\n<b>\n```\n---\n<script>x</script>'),
  ).toEqual([
    {
      kind: 'heading',
      level: 1,
      spans: [
        { kind: 'text', text: 'A ' },
        { kind: 'emphasis', spans: [{ kind: 'text', text: 'b' }] },
      ],
    },
    {
      kind: 'paragraph',
      spans: [
        { kind: 'text', text: 'one\ntwo ' },
        { kind: 'code', text: 'x*y' },
      ],
    },
    {
      kind: 'list',
      ordered: false,
      items: [[{ kind: 'text', text: '1' }], [{ kind: 'strong', spans: [{ kind: 'text', text: '2' }] }]],
    },
    { kind: 'quote', spans: [{ kind: 'text', text: 'said' }] },
    { kind: 'code', text: '<b>' },
    { kind: 'rule' },
    { kind: 'paragraph', spans: [{ kind: 'text', text: '<script>x</script>' }] },
  ])
})

test('only addresses of the web and of mail are links', () => {
  expect(safeLink('https://example.org/a')).toBe('https://example.org/a')
  for (const away of ['javascript:alert(1)', 'data:text/html,x', 'file:///x', '//example.org', 'relative'])
    expect(safeLink(away)).toBeUndefined()
  expect(blocksOf('[x](javascript:alert(1)) ![y](https://example.org/y.png)')).toEqual([
    { kind: 'paragraph', spans: expect.not.arrayContaining([expect.objectContaining({ kind: 'link' })]) as unknown },
  ])
})

test('markdown made to be slow is read at once', () => {
  const started = performance.now()
  for (const nasty of ['**', '[', '`', '_a', '![](', '> ', '- ', '#']) blocksOf(nasty.repeat(80_000))
  expect(performance.now() - started).toBeLessThan(30_000)
})

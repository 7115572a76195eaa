import { expect, test } from 'vitest'
import { contentsOf } from '../../src/screens/read/book/contents.ts'
import { elementsOf, findNamed, isNode, readMarkup, textOf, type Node } from '../../src/screens/read/book/markup.ts'
import { openBook } from '../../src/screens/read/book/package.ts'
import { targetOf } from '../../src/screens/read/book/paths.ts'
import { epub, readingOf, zip } from './files.ts'

/** As written back, without attributes. */
const shape = (node: Node | string): string =>
  typeof node === 'string' ? node : `<${node.name}>${node.children.map(shape).join('')}</${node.name}>`
const read = (text: string): string => readMarkup(text).root.children.map(shape).join('')

test('XHTML is read with its prefixes, references, sections of data and comments', () => {
  const { root } = readMarkup(
    '<?xml version="1.0"?><h:p xml:lang="de" epub:type=\'a b\' title="x &gt; y">a&nbsp;b &#233;&#x1F600; <![CDATA[<c> & d]]><!-- <b> --><br/>e</h:p>',
  )
  const [p] = elementsOf(root, 'p')
  expect(textOf(p!)).toBe('a\u00a0b é😀 <c> & de')
  expect(Object.fromEntries(p!.attributes)).toEqual({ 'xml:lang': 'de', 'epub:type': 'a b', title: 'x > y' })
  expect(p!.children.filter(isNode).map(({ name }) => name)).toEqual(['br'])
})

test('what is not closed is closed, and what is no markup stays words', () => {
  expect(read('<ul><li>one<li>two</ul>after')).toBe('<ul><li>one</li><li>two</li></ul>after')
  expect(read('<p>a<p>b</div></p>c')).toBe('<p>a</p><p>b</p>c')
  expect(read('1 < 2 <3 <b>x</b')).toBe('1 < 2 <3 <b>x</b>')
  expect(read('<p>it is <b>bold</p> no more')).toBe('<p>it is <b>bold</b></p> no more')
  expect(read("<p title=it's>x</p>")).toBe('<p>x</p>')
})

test('scripts and styles leave nothing, whatever stands in them', () => {
  expect(read('a<script>if (1<2) "</p>"</script>b<STYLE>x</style >c<script/>d<script>never closed')).toBe(
    'ab'.concat('c<script></script>d'),
  )
})

test('entities of a document’s own are not there: neither files of others nor a billion laughs', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
  const text = `<!DOCTYPE x [<!ENTITY l0 "lol">${levels}<!ENTITY f SYSTEM "file:///etc/passwd">]><p>&l30;&f;</p>`
  expect(read(text)).toBe('<p>&l30;&f;</p>')
})

test('reading costs no more than the text is long', () => {
  const started = performance.now()
  for (const nasty of ['<a"', '<a x="', '<!--', '<![CDATA[', '<!DOCTYPE [', '<script>', '<a '.repeat(3), '&#', '</'])
    readMarkup(nasty.repeat(200_000))
  expect(performance.now() - started).toBeLessThan(40_000)
  const deep = readMarkup('<div>'.repeat(200_000))
  expect(textOf(deep.root)).toBe('')
  expect(readMarkup('<i/>'.repeat(400_000)).cut).toBe(true)
})

test('an element is found by the name that links know it by', () => {
  const { root } = readMarkup('<div><a name="old"/><p id="new">x</p></div>')
  expect(findNamed(root, 'new')?.name).toBe('p')
  expect(findNamed(root, 'old')?.name).toBe('a')
  expect(findNamed(root, 'none')).toBeUndefined()
})

test('addresses inside a book resolve in it, and lead nowhere else', () => {
  expect(targetOf('../images/a%20b.png#x', 'OEBPS/text/one.xhtml')).toEqual({
    path: 'OEBPS/images/a b.png',
    fragment: 'x',
  })
  expect(targetOf('#note', 'a b/ü.xhtml')).toEqual({ path: 'a b/ü.xhtml', fragment: 'note' })
  expect(targetOf('../../../../etc/passwd', 'a/b.xhtml')).toEqual({ path: 'etc/passwd', fragment: '' })
  for (const away of [
    'https://evil.example/x',
    '//evil.example/x',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///x',
    'mailto:a@b',
  ])
    expect(targetOf(away, 'a/b.xhtml'), away).toBeUndefined()
})

test.each([false, true])('a book names its chapters and contents (EPUB 2: %s)', async (old) => {
  const book = await openBook(readingOf(await epub({ chapters: ['<p>one</p>', '<p>two</p>'], old, direction: 'rtl' })))
  expect(book.chapters).toEqual(['OEBPS/chapter 1.xhtml', 'OEBPS/chapter 2.xhtml'])
  expect(book.contents.map(({ label, path }) => [label, path])).toEqual([
    ['Chapter 1', 'OEBPS/chapter 1.xhtml'],
    ['Chapter 2', 'OEBPS/chapter 2.xhtml'],
  ])
  expect([book.title, book.language, book.rtl]).toEqual(['A book', 'en', true])
  expect(await book.text(book.chapters[1]!)).toContain('<p>two</p>')
})

test('contents within contents keep their depth', () => {
  const { root } = readMarkup(
    '<nav epub:type="landmarks"><ol><li><a href="x">no</a></li></ol></nav><nav epub:type="toc"><ol><li><a href="a">A</a><ol><li><a href="b">B</a></li></ol></li><li><a href="c">C</a></li></ol></nav>',
  )
  expect(contentsOf(root, 'nav.xhtml').map(({ label, depth }) => `${depth} ${label}`)).toEqual(['0 A', '1 B', '0 C'])
})

test('books that are none, damaged, too much or protected are named', async () => {
  const why = (bytes: Uint8Array) =>
    openBook(readingOf(bytes)).then(
      () => 'opened',
      (error: unknown) => String(error),
    )
  expect(await why(await zip([{ name: 'a', bytes: 'x' }]))).toMatch(/^ArchiveProblem: .*no table of its parts/)
  expect(await why(await epub({ chapters: [] }))).toMatch(/names no chapter/)
  const protectedBook = await epub({
    chapters: ['x'],
    files: [
      {
        name: 'META-INF/encryption.xml',
        bytes: '<encryption><enc:CipherReference URI="OEBPS/chapter 1.xhtml"/></encryption>',
      },
    ],
  })
  expect(await why(protectedBook)).toMatch(/copy protection/)
  const bomb = await epub({ chapters: [`<p>${' '.repeat(20_000_000)}</p>`] })
  const book = await openBook(readingOf(bomb))
  await expect(book.text(book.chapters[0]!)).rejects.toThrow('unpacks to more')
})

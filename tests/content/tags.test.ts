import { describe, expect, it } from 'vitest'
import { concatBytes } from '@noble/hashes/utils.js'
import { readIsbn, readIsrc, readIswc } from '../../src/content/numbers.ts'
import { readTags } from '../../src/content/tags.ts'
import { tidyText } from '../../src/content/tidy.ts'
import { epub, gif, id3, jpeg, mp3Frames, pdf, png, utf8, wav, webp, zeros } from './files.ts'
import { generator } from './random.ts'

const blob = (...parts: Uint8Array[]) => new Blob(parts.map((part) => Uint8Array.from(part)))

describe('tags of a song', () => {
  const texts = {
    TIT2: 'Rain on the Delta',
    TPE1: 'Ama/Kofi',
    TALB: 'Rivers',
    TSRC: 'GB-AYE-06-01498',
    TYER: '2021',
    TPUB: 'Volta',
  }

  it('are read, its cover and its length too', async () => {
    const cover = png(2, 2)
    const tags = await readTags(blob(id3(texts, cover), mp3Frames(200)), 'audio/mpeg')
    expect(tags).toMatchObject({
      title: 'Rain on the Delta',
      album: 'Rivers',
      isrc: 'GBAYE0601498',
      year: 2021,
      publisher: 'Volta',
      cover: { bytes: cover, mime: 'image/png' },
    })
    expect(tags.artists?.join()).toContain('Ama')
    expect(tags.seconds).toBeCloseTo(5.2, 0)
  })

  it('of a WAV give its length', async () => {
    expect((await readTags(blob(wav(3)), 'audio/wav')).seconds).toBeCloseTo(3)
  })

  it('are cleaned: control characters, turned text and endless lines', async () => {
    const hostile = { TIT2: `a\u202eb\u0007c\nd${'e'.repeat(5000)}`, TSRC: 'NOT AN ISRC', TYER: '99999' }
    const tags = await readTags(blob(id3(hostile), mp3Frames(10)), 'audio/mpeg')
    expect(tags.title).toMatch(/^abc de+$/)
    expect(tags.title).toHaveLength(200)
    expect(tags.isrc).toBeUndefined()
    expect(tags.year).toBeUndefined()
  })

  it('have no cover when the picture is something else', async () => {
    const svg = utf8('<svg onload="alert(1)"/>')
    const tags = await readTags(blob(id3({ TIT2: 'x' }, svg, 'image/png'), mp3Frames(10)), 'audio/mpeg')
    expect(tags.title).toBe('x')
    expect(tags.cover).toBeUndefined()
  })
})

describe('tags of a book', () => {
  const OPF = `<?xml version="1.0"?><package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
    <dc:title id="t">Tides &amp; Tolls &#x263A;</dc:title><dc:creator>Ama</dc:creator><dc:creator opf:role="aut">Kofi</dc:creator>
    <dc:language>en-GB</dc:language><dc:identifier>urn:uuid:1</dc:identifier><dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier>
    <dc:publisher>Volta</dc:publisher><dc:date>2019-05-01</dc:date><meta name="cover" content="c"/></metadata>
    <manifest><item id="c" href="../pictures/front%20page.png" media-type="image/png"/></manifest></package>`

  it('are read from an EPUB, with its cover', async () => {
    const cover = png(3, 4)
    const tags = await readTags(blob(await epub(OPF, { 'pictures/front page.png': cover })), 'application/epub+zip')
    expect(tags).toEqual({
      title: 'Tides & Tolls ☺',
      artists: ['Ama', 'Kofi'],
      language: 'en-GB',
      isbn: '9780306406157',
      publisher: 'Volta',
      year: 2019,
      cover: { bytes: cover, mime: 'image/png' },
    })
  })

  it('are not read from an EPUB whose package unpacks to a flood', async () => {
    const bomb = utf8(`<package><dc:title>x</dc:title>${' '.repeat(3 * 1024 * 1024)}</package>`)
    expect((await epub('')).length).toBeGreaterThan(0)
    const flood = await epub('', { 'OEBPS/book.opf': bomb })
    expect(flood.length).toBeLessThan(20_000)
    expect(await readTags(blob(flood), 'application/epub+zip')).toEqual({})
  })

  it.each([
    ['(Tides \\(and\\) Tolls)', 'Tides (and) Tolls'],
    ['(nested (parentheses) too)', 'nested (parentheses) too'],
    ['(\\303\\234ber)', 'Ãœber'],
    ['<FEFF00DC006200650072>', 'Über'],
    ['(line \\\nbroken)', 'line broken'],
  ])('are read from a PDF’s title %s', async (written, title) => {
    const file = pdf(`/Title ${written} /Author (Ama; Kofi) /CreationDate (D:20190501120000Z)`)
    expect(await readTags(blob(file), 'application/pdf')).toEqual({ title, artists: ['Ama', 'Kofi'], year: 2019 })
  })

  it('are found at the end of a large PDF, and not where it is encrypted', async () => {
    const large = concatBytes(utf8('%PDF-1.7\n'), zeros(3_000_000), pdf('/Title (Far away)'))
    expect(await readTags(blob(large), 'application/pdf')).toMatchObject({ title: 'Far away' })
    expect(await readTags(blob(pdf('/Title (x)', ' /Encrypt 5 0 R')), 'application/pdf')).toEqual({})
  })
})

describe('the size of a picture', () => {
  it.each([
    ['image/png', png(640, 480)],
    ['image/gif', gif(640, 480)],
    ['image/jpeg', jpeg(640, 480)],
    ['image/webp', webp(640, 480)],
  ])('is read from a %s', async (mime, bytes) => {
    expect(await readTags(blob(bytes), mime)).toEqual({ width: 640, height: 480 })
  })
})

describe('a damaged file', () => {
  it('has no tags, and breaks nothing', async () => {
    const { below, pick } = generator(29)
    const samples: [string, Uint8Array][] = [
      ['audio/mpeg', concatBytes(id3({ TIT2: 'x' }, png(1, 1)), mp3Frames(3))],
      ['audio/wav', wav(1)],
      ['application/epub+zip', await epub('<package><dc:title>x</dc:title></package>')],
      ['application/pdf', pdf('/Title (x)')],
      ['image/jpeg', jpeg(5, 5)],
      ['image/webp', webp(5, 5)],
    ]
    for (let i = 0; i < 200; i++) {
      const [mime, whole] = pick(samples)
      const bytes = whole.slice(0, below(whole.length))
      for (let n = below(5); n > 0 && bytes.length > 0; n--) bytes[below(bytes.length)] = below(256)
      expect(await readTags(blob(bytes), mime)).toBeTypeOf('object')
    }
  })
})

describe('numbers of works', () => {
  it.each([
    [readIsrc, 'ISRC GB-AYE-06-01498', 'GBAYE0601498'],
    [readIsrc, 'gbaye0601498', 'GBAYE0601498'],
    [readIsrc, 'GBAYE060149', undefined],
    [readIsrc, '12AYE0601498', undefined],
    [readIsbn, 'urn:isbn:978-0-306-40615-7', '9780306406157'],
    [readIsbn, 'ISBN 0-306-40615-2', '0306406152'],
    [readIsbn, '0-8044-2957-X', '080442957X'],
    [readIsbn, '978-0-306-40615-8', undefined],
    [readIsbn, '0-306-40615-3', undefined],
    [readIsbn, '9990306406157', undefined],
    [readIswc, 'T-034.524.680-1', 'T-034.524.680-1'],
    [readIswc, 'T0345246801', 'T-034.524.680-1'],
    [readIswc, 'T-034.524.680-2', undefined],
  ] as const)('%o reads %s as %s', (read, written, expected) => {
    expect(read(written)).toBe(expected)
  })
})

describe('a text from a stranger', () => {
  it.each([
    ['  two \n lines ', 'two lines'],
    ['\u0000\u200b\u202e', undefined],
    ['half \ud83d', 'half'],
    [42, undefined],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%j becomes %j', (value, shown) => {
    expect(tidyText(value)).toBe(shown)
  })
})

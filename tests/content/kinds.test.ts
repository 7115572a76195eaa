import { describe, expect, it } from 'vitest'
import { concatBytes } from '@noble/hashes/utils.js'
import type { Kind } from '../../src/content/kind.ts'
import { canRunScripts, recognise } from '../../src/content/kinds.ts'
import { epub, gif, id3, jpeg, latin1, mp3Frames, pdf, png, utf8, wav, webp, zip } from './files.ts'
import { generator } from './random.ts'

const ftyp = (brand: string) => latin1(`\0\0\0\x20ftyp${brand}\0\0\0\0isom`)
const safetensors = concatBytes(
  latin1('\x40\0\0\0\0\0\0\0'),
  utf8('{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
)

const SAMPLES: readonly [name: string, bytes: Uint8Array, mime: string, kind: Kind][] = [
  ['song.mp3', id3({ TIT2: 'x' }), 'audio/mpeg', 'song'],
  ['untagged.mp3', mp3Frames(2), 'audio/mpeg', 'song'],
  ['song.flac', latin1('fLaC\0\0\0\x22'), 'audio/flac', 'song'],
  ['song.wav', wav(1), 'audio/wav', 'song'],
  ['song.aiff', latin1('FORM\0\0\0\x10AIFFCOMM'), 'audio/aiff', 'song'],
  ['song.ogg', latin1('OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis'), 'audio/ogg', 'song'],
  ['song.opus', latin1('OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead'), 'audio/ogg', 'song'],
  ['song.aac', latin1('\xff\xf1\x50\x80\x02\x1f\xfc'), 'audio/aac', 'song'],
  ['song.m4a', ftyp('M4A '), 'audio/mp4', 'song'],
  ['general.m4a', ftyp('isom'), 'audio/mp4', 'song'],
  ['film.mp4', ftyp('isom'), 'video/mp4', 'video'],
  ['film.mov', ftyp('qt  '), 'video/quicktime', 'video'],
  ['film.webm', latin1('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm'), 'video/webm', 'video'],
  ['film.mkv', latin1('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska'), 'video/x-matroska', 'video'],
  ['book.pdf', pdf(''), 'application/pdf', 'book'],
  ['book.epub', await epub('<package/>'), 'application/epub+zip', 'book'],
  ['picture.png', png(1, 1), 'image/png', 'image'],
  ['picture.JPG', jpeg(1, 1), 'image/jpeg', 'image'],
  ['picture.webp', webp(1, 1), 'image/webp', 'image'],
  ['picture.gif', gif(1, 1), 'image/gif', 'image'],
  ['picture.avif', ftyp('avif'), 'image/avif', 'image'],
  [
    'drawing.svg',
    utf8('<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x"><script>alert(1)</script></svg>'),
    'image/svg+xml',
    'image',
  ],
  ['files.zip', await zip({ 'a.txt': utf8('a') }), 'application/zip', 'other'],
  ['data.csv.gz', latin1('\x1f\x8b\x08'), 'application/gzip', 'other'],
  ['data.parquet', latin1('PAR1\x15\x04'), 'application/vnd.apache.parquet', 'dataset'],
  ['data.csv', utf8('river,level\nVolta,3.4\n"Niger, upper",2.1\n'), 'text/csv', 'dataset'],
  ['column.csv', utf8('level\n3.4\n2.1\n'), 'text/csv', 'dataset'],
  ['umlauts.csv', latin1('Fluß;Pegel\nWeiße Elster;1\n'), 'text/csv', 'dataset'],
  ['excel.csv', latin1('\xff\xfea\0,\0b\0\n\x001\0,\x002\0\n\0'), 'text/csv', 'dataset'],
  ['data.tsv', utf8('river\tlevel\nVolta\t3.4\n'), 'text/tab-separated-values', 'dataset'],
  ['data.jsonl', utf8('{"a":1}\n{"a":2}\n{"a":'), 'application/jsonl', 'dataset'],
  ['data.json', utf8('{\n  "@context": "https://schema.org"\n}'), 'application/json', 'dataset'],
  ['model.safetensors', safetensors, 'application/x-safetensors', 'model'],
  ['model.gguf', latin1('GGUF\x03\0\0\0'), 'application/x-gguf', 'model'],
  ['model.onnx', latin1('\x08\x07\x12\x07pytorch\x1a\x01'), 'application/x-onnx', 'model'],
  ['notes.txt', utf8('Just a note, with one comma.\nAnd another line.'), 'text/plain', 'other'],
  ['page.html', utf8('<!doctype html><title>x</title>'), 'text/html', 'other'],
  ['weights.bin', latin1('\0\x01\x02\x03'), 'application/octet-stream', 'other'],
]

describe('a file', () => {
  it.each(SAMPLES)('named %s is recognised by its bytes', (name, bytes, mime, kind) => {
    expect(recognise(bytes, name)).toMatchObject({ mime, kind, truthful: true })
  })

  it.each(SAMPLES.filter(([name]) => !/^(?:general|column)/.test(name)))(
    'is recognised without a name: %s',
    (_, bytes, mime, kind) => {
      expect(recognise(bytes, 'upload')).toMatchObject({ mime, kind, truthful: true })
    },
  )

  it.each([
    ['song.mp3', png(1, 1), 'image/png', 'audio/mpeg'],
    ['cover.png', utf8('<html><script>alert(1)</script>'), 'text/html', 'image/png'],
    ['cover.jpg', utf8('<svg onload="alert(1)"/>'), 'image/svg+xml', 'image/jpeg'],
    ['book.pdf', latin1('MZ\x90\0\x03'), 'application/octet-stream', 'application/pdf'],
    ['book.epub', latin1('PK\x03\x04 and nothing of a book'), 'application/zip', 'application/epub+zip'],
    ['data.csv', utf8('<html><body>404</body></html>'), 'text/html', 'text/csv'],
    ['data.parquet', utf8('a,b\n1,2\n'), 'text/csv', 'application/vnd.apache.parquet'],
    ['film.mp4', latin1('\x1a\x45\xdf\xa3\x42\x82\x84webm'), 'video/webm', 'video/mp4'],
  ])('that claims to be %s and is not is found out', (name, bytes, mime, claimed) => {
    expect(recognise(bytes, name)).toMatchObject({ mime, truthful: false, claimed })
  })

  it('with a name that claims nothing is no liar', () => {
    expect(recognise(png(1, 1), 'constructor')).toMatchObject({ mime: 'image/png', truthful: true })
    expect(recognise(png(1, 1), 'x.constructor')).toMatchObject({ mime: 'image/png', truthful: true })
    expect(recognise(new Uint8Array(), '')).toMatchObject({ mime: 'application/octet-stream', truthful: true })
  })

  it('of random bytes never breaks the recogniser, at whatever length it is cut', () => {
    const { below, bytes, pick } = generator(23)
    for (let i = 0; i < 2000; i++) {
      const [name, sample] = pick(SAMPLES)
      const head = pick([bytes(below(64)), concatBytes(sample.slice(0, below(sample.length)), bytes(below(16)))])
      expect(recognise(head, name).mime).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
    }
  })
})

describe('what may be shown', () => {
  it('as a cover is a picture that cannot run scripts', () => {
    expect(recognise(png(1, 1), 'a.png').safeAsCover).toBe(true)
    expect(recognise(utf8('<svg/>'), 'a.svg').safeAsCover).toBe(false)
    expect(recognise(pdf(''), 'a.pdf').safeAsCover).toBe(false)
  })

  it.each([
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml; charset=utf-8',
    'TEXT/HTML',
    'application/xml',
    'application/pdf',
  ])('as a page of our own is never %s', (mime) => {
    expect(canRunScripts(mime)).toBe(true)
  })

  it.each(['image/png', 'audio/mpeg', 'text/plain', 'application/octet-stream', 'video/mp4'])(
    'runs no scripts: %s',
    (mime) => {
      expect(canRunScripts(mime)).toBe(false)
    },
  )
})

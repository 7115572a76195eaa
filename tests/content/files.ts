/** Small files made byte by byte: just enough of each format to be recognised and read. */
import { concatBytes } from '@noble/hashes/utils.js'

type Bytes = Uint8Array<ArrayBuffer>

/** One byte a character. */
export const latin1 = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0))
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
const little = (n: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, i) => Math.floor(n / 256 ** i) & 255)
const big = (n: number, length: number): Bytes => little(n, length).toReversed()
export const zeros = (length: number): Bytes => new Uint8Array(length)

/** Silent MPEG-1 layer III frames, 128 kbit/s, 44.1 kHz, 26.12 ms each. */
export const mp3Frames = (count: number): Bytes =>
  concatBytes(...Array.from({ length: count }, () => concatBytes(Uint8Array.of(0xff, 0xfb, 0x90, 0x00), zeros(413))))

const id3Frame = (id: string, body: Uint8Array): Bytes => concatBytes(latin1(id), big(body.length, 4), zeros(2), body)
const id3Text = (id: string, text: string): Bytes =>
  id3Frame(
    id,
    concatBytes(Uint8Array.of(1, 0xff, 0xfe), ...Array.from(text).map((one) => little(one.charCodeAt(0), 2))),
  )

/** ID3v2.3 with text frames, and a picture where one is given. */
export function id3(texts: Record<string, string>, picture?: Uint8Array, pictureType = 'image/png'): Bytes {
  const frames = Object.entries(texts).map(([id, text]) => id3Text(id, text))
  if (picture) frames.push(id3Frame('APIC', concatBytes(latin1(`\0${pictureType}\0\x03\0`), picture)))
  const body = concatBytes(...frames)
  const size = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 127)
  return concatBytes(latin1('ID3\x03\0\0'), Uint8Array.from(size), body)
}

export function wav(seconds: number, rate = 8000): Bytes {
  const samples = zeros(seconds * rate)
  const format = concatBytes(
    latin1('fmt '),
    little(16, 4),
    little(1, 2),
    little(1, 2),
    little(rate, 4),
    little(rate, 4),
    little(1, 2),
    little(8, 2),
  )
  const data = concatBytes(latin1('data'), little(samples.length, 4), samples)
  return concatBytes(latin1('RIFF'), little(4 + format.length + data.length, 4), latin1('WAVE'), format, data)
}

export const png = (width: number, height: number): Bytes =>
  concatBytes(latin1('\x89PNG\r\n\x1a\n'), big(13, 4), latin1('IHDR'), big(width, 4), big(height, 4), zeros(9))

export const gif = (width: number, height: number): Bytes =>
  concatBytes(latin1('GIF89a'), little(width, 2), little(height, 2), zeros(3))

/** With an EXIF segment in front of the frame header. */
export const jpeg = (width: number, height: number): Bytes =>
  concatBytes(
    latin1('\xff\xd8\xff\xe1'),
    big(1002, 2),
    zeros(1000),
    latin1('\xff\xc0'),
    big(11, 2),
    latin1('\x08'),
    big(height, 2),
    big(width, 2),
    zeros(4),
  )

export const webp = (width: number, height: number): Bytes =>
  concatBytes(
    latin1('RIFF'),
    little(22, 4),
    latin1('WEBPVP8X'),
    little(10, 4),
    zeros(4),
    little(width - 1, 3),
    little(height - 1, 3),
  )

/** A ZIP of entries; those over 64 bytes are deflated. */
export async function zip(entries: Record<string, Uint8Array>): Promise<Bytes> {
  const bodies: Bytes[] = []
  const directory: Bytes[] = []
  let at = 0
  for (const [name, plain] of Object.entries(entries)) {
    const method = plain.length > 64 ? 8 : 0
    const packed = method === 8 ? await deflate(plain) : Uint8Array.from(plain)
    const shared = concatBytes(
      little(20, 2),
      zeros(2),
      little(method, 2),
      zeros(8),
      little(packed.length, 4),
      little(plain.length, 4),
      little(name.length, 2),
      zeros(2),
    )
    const body = concatBytes(latin1('PK\x03\x04'), shared, latin1(name), packed)
    directory.push(concatBytes(latin1('PK\x01\x02'), zeros(2), shared, zeros(10), little(at, 4), latin1(name)))
    bodies.push(body)
    at += body.length
  }
  const list = concatBytes(...directory)
  const count = little(directory.length, 2)
  return concatBytes(
    ...bodies,
    list,
    latin1('PK\x05\x06'),
    zeros(4),
    count,
    count,
    little(list.length, 4),
    little(at, 4),
    zeros(2),
  )
}

async function deflate(plain: Uint8Array): Promise<Bytes> {
  const packed = new Blob([Uint8Array.from(plain)]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

const CONTAINER = `<?xml version="1.0"?><container><rootfiles><rootfile media-type="application/oebps-package+xml" full-path="OEBPS/book.opf"/></rootfiles></container>`

export const epub = (opf: string, more: Record<string, Uint8Array> = {}): Promise<Bytes> =>
  zip({
    mimetype: latin1('application/epub+zip'),
    'META-INF/container.xml': utf8(CONTAINER),
    'OEBPS/book.opf': utf8(opf),
    ...more,
  })

export const pdf = (info: string, trailer = ''): Bytes =>
  latin1(
    `%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n9 0 obj\n<<${info}>>\nendobj\ntrailer\n<</Root 1 0 R /Info 9 0 R${trailer}>>\n%%EOF`,
  )

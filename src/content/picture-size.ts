/** Width and height of a picture, from its first bytes. */
import type { Tags } from './tags.ts'

/** Photographs carry previews and colour tables before the size. */
const FRONT = 1024 * 1024

type Size = readonly [width: number, height: number]

export async function readPictureSize(blob: Blob, mime: string): Promise<Tags> {
  const front = new DataView(await blob.slice(0, FRONT).arrayBuffer())
  const [width = 0, height = 0] = sizeOf(front, mime) ?? []
  return width > 0 && height > 0 ? { width, height } : {}
}

/** Throws a RangeError when the picture ends before it says its size. */
function sizeOf(front: DataView, mime: string): Size | undefined {
  if (mime === 'image/png') return [front.getUint32(16), front.getUint32(20)]
  if (mime === 'image/gif') return [front.getUint16(6, true), front.getUint16(8, true)]
  if (mime === 'image/jpeg') return jpegSize(front)
  return mime === 'image/webp' ? webpSize(front) : undefined
}

/** Segments follow each other until a frame header (C0 to CF, three of them excepted) tells the size. */
function jpegSize(front: DataView): Size | undefined {
  for (let at = 2; front.getUint8(at) === 0xff;) {
    const marker = front.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [front.getUint16(at + 7), front.getUint16(at + 5)]
    at += marker === 0xff ? 1 : 2 + front.getUint16(at + 2)
  }
  return undefined
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

/** Three ways to begin: lossy, lossless, extended. */
function webpSize(front: DataView): Size | undefined {
  const chunk = String.fromCharCode(front.getUint8(12), front.getUint8(13), front.getUint8(14), front.getUint8(15))
  if (chunk === 'VP8X') return [uint24(front, 24) + 1, uint24(front, 27) + 1]
  if (chunk === 'VP8 ') return [front.getUint16(26, true) & 0x3fff, front.getUint16(28, true) & 0x3fff]
  if (chunk !== 'VP8L') return undefined
  const bits = front.getUint32(21, true)
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1]
}

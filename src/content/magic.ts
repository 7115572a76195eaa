/** Binary formats by the bytes they must begin with. */
import type { FileType } from './kinds.ts'

const type = (mime: string, kind: FileType['kind'], extension: string): FileType => ({ mime, kind, extension })

/** `expected` stands at `at`, one character a byte. */
function says(head: Uint8Array, expected: string, at = 0): boolean {
  if (head.length < at + expected.length) return false
  for (let i = 0; i < expected.length; i++) if (head[at + i] !== expected.charCodeAt(i)) return false
  return true
}

const within = (head: Uint8Array, expected: string, limit: number): boolean => {
  for (let at = 0; at <= Math.min(limit, head.length - expected.length); at++) if (says(head, expected, at)) return true
  return false
}

/** Formats told by a fixed beginning. */
const BEGINNINGS: readonly [string, FileType][] = [
  ['ID3', type('audio/mpeg', 'song', 'mp3')],
  ['fLaC', type('audio/flac', 'song', 'flac')],
  ['MThd', type('audio/midi', 'song', 'mid')],
  ['%PDF-', type('application/pdf', 'book', 'pdf')],
  ['\x89PNG\r\n\x1a\n', type('image/png', 'image', 'png')],
  ['\xff\xd8\xff', type('image/jpeg', 'image', 'jpg')],
  ['GIF87a', type('image/gif', 'image', 'gif')],
  ['GIF89a', type('image/gif', 'image', 'gif')],
  ['II*\0', type('image/tiff', 'image', 'tif')],
  ['MM\0*', type('image/tiff', 'image', 'tif')],
  ['PAR1', type('application/vnd.apache.parquet', 'dataset', 'parquet')],
  ['ARROW1', type('application/vnd.apache.arrow.file', 'dataset', 'arrow')],
  ['SQLite format 3\0', type('application/vnd.sqlite3', 'dataset', 'sqlite')],
  ['\x89HDF\r\n\x1a\n', type('application/x-hdf5', 'dataset', 'h5')],
  ['\x93NUMPY', type('application/x-npy', 'dataset', 'npy')],
  ['GGUF', type('application/x-gguf', 'model', 'gguf')],
  ['\x1f\x8b', type('application/gzip', 'other', 'gz')],
  ['7z\xbc\xaf\x27\x1c', type('application/x-7z-compressed', 'other', '7z')],
  ['Rar!\x1a\x07', type('application/vnd.rar', 'other', 'rar')],
  ['\x28\xb5\x2f\xfd', type('application/zstd', 'other', 'zst')],
]

/** Formats told by looking further. */
const CONTAINERS = [riff, isoMedia, ogg, matroska, zip, safetensors, mpegAudio, onnx]

export function recogniseBinary(head: Uint8Array): FileType | undefined {
  const beginning = BEGINNINGS.find(([start]) => says(head, start))
  if (beginning) return beginning[1]
  for (const recognise of CONTAINERS) {
    const found = recognise(head)
    if (found) return found
  }
  return undefined
}

function riff(head: Uint8Array): FileType | undefined {
  if (says(head, 'FORM') && (says(head, 'AIFF', 8) || says(head, 'AIFC', 8))) return type('audio/aiff', 'song', 'aiff')
  if (!says(head, 'RIFF') && !says(head, 'RF64')) return undefined
  if (says(head, 'WAVE', 8)) return type('audio/wav', 'song', 'wav')
  if (says(head, 'WEBP', 8)) return type('image/webp', 'image', 'webp')
  return says(head, 'AVI ', 8) ? type('video/x-msvideo', 'video', 'avi') : undefined
}

function isoMedia(head: Uint8Array): FileType | undefined {
  if (!says(head, 'ftyp', 4)) return undefined
  const brand = String.fromCharCode(...head.subarray(8, 12))
  if (/^M4[AB] /.test(brand)) return type('audio/mp4', 'song', 'm4a')
  if (brand === 'qt  ') return type('video/quicktime', 'video', 'mov')
  if (/^avi[fs]$/.test(brand)) return type('image/avif', 'image', 'avif')
  if (/^(?:hei[cmsx]|hev[cmsx]|mif1|msf1)$/.test(brand)) return type('image/heic', 'image', 'heic')
  return type('video/mp4', 'video', 'mp4')
}

/** The first page names the codec. */
function ogg(head: Uint8Array): FileType | undefined {
  if (!says(head, 'OggS')) return undefined
  return within(head, 'theora', 256) ? type('video/ogg', 'video', 'ogv') : type('audio/ogg', 'song', 'ogg')
}

function matroska(head: Uint8Array): FileType | undefined {
  if (!says(head, '\x1a\x45\xdf\xa3')) return undefined
  return within(head, 'webm', 64) ? type('video/webm', 'video', 'webm') : type('video/x-matroska', 'video', 'mkv')
}

/** An EPUB's first entry is its media type, uncompressed (OCF 4.3). */
function zip(head: Uint8Array): FileType | undefined {
  if (!says(head, 'PK\x03\x04') && !says(head, 'PK\x05\x06')) return undefined
  if (says(head, 'mimetypeapplication/epub+zip', 30)) return type('application/epub+zip', 'book', 'epub')
  return type('application/zip', 'other', 'zip')
}

/** Eight bytes of header length, then the header: a JSON object. */
function safetensors(head: Uint8Array): FileType | undefined {
  const isLength = head.length > 9 && head[5] === 0 && head[6] === 0 && head[7] === 0
  return isLength && says(head, '{"', 8) ? type('application/x-safetensors', 'model', 'safetensors') : undefined
}

/** A frame header: 11 bits set, then version, layer II or III, bit rate and sampling rate, none of them reserved. */
function mpegAudio(head: Uint8Array): FileType | undefined {
  const [sync = 0, second = 0, third = 0] = head
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  const layer = (second >> 1) & 3
  if (layer === 0) return (second & 0xf0) === 0xf0 ? type('audio/aac', 'song', 'aac') : undefined
  const sound = layer !== 3 && ((second >> 3) & 3) !== 1 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
  return sound ? type('audio/mpeg', 'song', 'mp3') : undefined
}

/** Protocol buffer of ModelProto: field 1 (IR version, small), then field 2 (producer's name, letters). */
function onnx(head: Uint8Array): FileType | undefined {
  const [tag = 0, version = 0, next = 0, length = 0] = head
  if (tag !== 0x08 || version < 1 || version > 32 || next !== 0x12 || length < 1 || length > 64) return undefined
  const producer = head.subarray(4, 4 + length)
  const printable = producer.length === length && producer.every((byte) => byte >= 0x20 && byte < 0x7f)
  return printable ? type('application/x-onnx', 'model', 'onnx') : undefined
}

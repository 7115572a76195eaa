/** What a file's name claims. Only claims that the bytes can confirm or refute are listed. */
import type { Kind } from './kind.ts'
import type { FileType } from './kinds.ts'

export interface Claim {
  readonly type: FileType
  /** Found formats that the name may narrow to its own: an .m4a in a general MP4 container, a .csv of one column. */
  readonly narrows: readonly string[]
  /** Found formats that the name covers too, without changing them. */
  readonly alsoFits: readonly string[]
}

const TEXTS = [
  'text/plain',
  'text/csv',
  'text/tab-separated-values',
  'text/html',
  'application/xml',
  'application/json',
]

/** extension: media type, kind, narrows, alsoFits. */
const CLAIMS: Record<string, [string, Kind, string[]?, string[]?]> = {
  mp3: ['audio/mpeg', 'song'],
  flac: ['audio/flac', 'song', [], ['audio/ogg']],
  wav: ['audio/wav', 'song'],
  aif: ['audio/aiff', 'song'],
  aiff: ['audio/aiff', 'song'],
  ogg: ['audio/ogg', 'song', [], ['video/ogg']],
  oga: ['audio/ogg', 'song'],
  opus: ['audio/ogg', 'song'],
  aac: ['audio/aac', 'song'],
  m4a: ['audio/mp4', 'song', ['video/mp4']],
  m4b: ['audio/mp4', 'song', ['video/mp4']],
  mp4: ['video/mp4', 'video', [], ['audio/mp4', 'video/quicktime']],
  m4v: ['video/mp4', 'video'],
  mov: ['video/quicktime', 'video', [], ['video/mp4']],
  webm: ['video/webm', 'video'],
  weba: ['audio/webm', 'song', ['video/webm']],
  mkv: ['video/x-matroska', 'video', [], ['video/webm']],
  mka: ['audio/x-matroska', 'song', ['video/x-matroska', 'video/webm']],
  avi: ['video/x-msvideo', 'video'],
  ogv: ['video/ogg', 'video'],
  pdf: ['application/pdf', 'book'],
  epub: ['application/epub+zip', 'book'],
  png: ['image/png', 'image'],
  jpg: ['image/jpeg', 'image'],
  jpeg: ['image/jpeg', 'image'],
  webp: ['image/webp', 'image'],
  gif: ['image/gif', 'image'],
  avif: ['image/avif', 'image'],
  heic: ['image/heic', 'image'],
  tif: ['image/tiff', 'image'],
  tiff: ['image/tiff', 'image'],
  svg: ['image/svg+xml', 'image'],
  zip: ['application/zip', 'other', [], ['application/epub+zip']],
  gz: ['application/gzip', 'other'],
  parquet: ['application/vnd.apache.parquet', 'dataset'],
  arrow: ['application/vnd.apache.arrow.file', 'dataset'],
  sqlite: ['application/vnd.sqlite3', 'dataset'],
  npy: ['application/x-npy', 'dataset'],
  h5: ['application/x-hdf5', 'dataset'],
  safetensors: ['application/x-safetensors', 'model'],
  gguf: ['application/x-gguf', 'model'],
  onnx: ['application/x-onnx', 'model'],
  csv: ['text/csv', 'dataset', ['text/plain'], ['text/tab-separated-values']],
  tsv: ['text/tab-separated-values', 'dataset', ['text/plain']],
  jsonl: ['application/jsonl', 'dataset', ['application/json']],
  ndjson: ['application/jsonl', 'dataset', ['application/json']],
  json: ['application/json', 'dataset', ['application/jsonl']],
  txt: ['text/plain', 'other', [...TEXTS, 'application/jsonl']],
  md: ['text/markdown', 'other', TEXTS],
}

/** `undefined` when the name claims nothing that we know how to check. */
export function claimOf(name: string): Claim | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const claim = Object.hasOwn(CLAIMS, extension) ? CLAIMS[extension] : undefined
  if (!claim) return undefined
  const [mime, kind, narrows = [], alsoFits = []] = claim
  return { type: { mime, kind, extension }, narrows, alsoFits }
}

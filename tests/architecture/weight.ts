/** What a first visit costs: the entry and everything it imports at once, as a host would send it. */
import { brotliCompressSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIST } from '../../src/local/build.ts'

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly isEntry?: boolean
}

interface Piece {
  readonly file: string
  /** As brotli. */
  readonly bytes: number
}

export interface Weight {
  /** Brotli bytes of all JavaScript needed before Explore shows its first work. */
  readonly firstRoute: number
  readonly first: readonly Piece[]
  /** Every chunk, heaviest first. */
  readonly chunks: readonly Piece[]
}

/** Loaded lazily, but at once: what starts the app, the first screen, and the reader of its works' manifests. */
const AT_ONCE = [
  /start\.svelte/,
  /screens\/explore\/explore\.svelte$/,
  /screens\/fetch-manifest\.ts$/,
  /storage\/library\.ts$/,
]

/** Reads dist/, which has to be built. */
export function weigh(): Weight {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const seen = new Set<Chunk>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || seen.has(chunk)) return
    seen.add(chunk)
    chunk.imports?.forEach(visit)
  }
  for (const [name, { isEntry }] of Object.entries(manifest))
    if (isEntry || AT_ONCE.some((pattern) => pattern.test(name))) visit(name)
  const first = piecesOf([...seen])
  const firstRoute = first.reduce((sum, { bytes }) => sum + bytes, 0)
  return { firstRoute, first, chunks: piecesOf(Object.values(manifest)) }
}

const piecesOf = (chunks: readonly Chunk[]): Piece[] =>
  chunks
    .filter(({ file }) => file.endsWith('.js'))
    .map(({ file }) => ({ file, bytes: brotliCompressSync(readFileSync(join(DIST, file))).length }))
    .sort((a, b) => b.bytes - a.bytes)

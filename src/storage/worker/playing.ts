/** What is being played: items under tokens, each read in chunks of a leaf, opened when sealed. */
import { openStream, type OpenStream } from '../../content/open.ts'
import { plainSpan, sealedSpan, segmentAt, segmentCount } from '../../content/stream.ts'
import { join, LEAF_BYTES } from '../blocks.ts'
import type { Item } from '../library.ts'
import { StorageProblem } from '../problem.ts'
import type { Content } from './content.ts'

export interface Playing {
  readonly item: Item
  /** Bytes from `start` up to the end of their chunk, at most up to `end`. Reads the next chunk ahead. */
  from(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): void
}

interface Chunks {
  /** The chunk that holds byte `at`, and where it starts. */
  at(at: number): { index: number; start: number }
  read(index: number): Promise<Uint8Array>
}

/** Opened chunks kept in memory, of 1 MiB each: enough for seeking about without opening again. */
const KEPT = 12
/** Milliseconds for one chunk, wherever it comes from. */
const PATIENCE = 30_000

export function play(content: Content, item: Item): Playing {
  const closed = new AbortController()
  const chunks = item.opening ? sealedChunks(content, item, closed.signal) : openChunks(content, item, closed.signal)
  const kept = new Map<number, Promise<Uint8Array>>()
  const chunk = (index: number) => {
    const found = kept.get(index) ?? chunks.read(index)
    kept.delete(index)
    kept.set(index, found)
    found.catch(() => kept.delete(index))
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return found
  }
  // The player asks soon; until its request has come through the service worker, the beginning is on its way.
  chunk(0).catch(() => {})
  return {
    item,
    async from(at, end) {
      const { index, start } = chunks.at(at)
      const bytes = await chunk(index)
      const next = start + bytes.byteLength
      // The length is the manifest's word. Where the bytes end sooner, the player must not be kept asking.
      if (next <= at) throw new StorageProblem('corrupt', 'This file ends sooner than its manifest says.')
      if (next < item.bytes) chunk(index + 1).catch(() => {})
      return new Uint8Array(bytes.slice(at - start, end - start))
    },
    close: () => (closed.abort(), kept.clear()),
  }
}

function reader(content: Content, item: Item, closed: AbortSignal) {
  return async (start: number, end: number): Promise<Uint8Array> => {
    const signal = AbortSignal.any([closed, AbortSignal.timeout(PATIENCE)])
    const parts: Uint8Array[] = []
    if (end > start)
      for await (const part of content.cat(item.cid, { offset: start, length: end - start, signal })) parts.push(part)
    return join(parts)
  }
}

function openChunks(content: Content, item: Item, closed: AbortSignal): Chunks {
  const read = reader(content, item, closed)
  return {
    at: (at) => ({ index: Math.floor(at / LEAF_BYTES), start: at - (at % LEAF_BYTES) }),
    read: (index) => read(index * LEAF_BYTES, Math.min(item.bytes, (index + 1) * LEAF_BYTES)),
  }
}

/** The stream is opened once; a failed opening is tried again with the next request. */
function sealedChunks(content: Content, item: Item, closed: AbortSignal): Chunks {
  const opening = item.opening!
  const read = reader(content, item, closed)
  let opened: Promise<OpenStream> | undefined
  const stream = () => {
    opened ??= openStream(opening, endAhead(read, opening.ptLen))
    opened.catch(() => (opened = undefined))
    return opened
  }
  return {
    at: (at) => ({ index: segmentAt(at), start: plainSpan(segmentAt(at), opening.ptLen).start }),
    read: async (index) => (await stream()).segment(index),
  }
}

type Read = ReturnType<typeof reader>

/** Opening reads the header, then the last segment. Over a network both are fetched at once. */
function endAhead(read: Read, ptLen: number): Read {
  const last = sealedSpan(segmentCount(ptLen) - 1, ptLen)
  let ahead: Promise<Uint8Array> | undefined = read(last.start, last.end)
  ahead.catch(() => {})
  return async (start, end) => {
    if (start !== last.start || end !== last.end || !ahead) return read(start, end)
    const bytes = await ahead
    ahead = undefined
    return bytes
  }
}

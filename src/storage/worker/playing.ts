/** What is being played: an item read in chunks of a leaf, the last few kept in memory, the next read ahead. */
import { join } from '../blocks.ts'
import type { Item } from '../library.ts'
import { StorageProblem } from '../problem.ts'
import { chunksOf } from './chunks.ts'
import type { Content } from './content.ts'

export interface Playing {
  readonly item: Item
  /** Aborted when it is closed. */
  readonly closed: AbortSignal
  /** Bytes from `start` up to the end of their chunk, at most up to `end`. Reads the next chunk ahead. */
  from(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): void
}

/** Opened chunks kept in memory, of 1 MiB each: enough for seeking about without opening again. */
const KEPT = 12
/** Milliseconds for one chunk, wherever it comes from. */
const PATIENCE = 30_000

export function play(content: Pick<Content, 'cat'>, item: Item): Playing {
  const closing = new AbortController()
  const chunks = chunksOf(item, reader(content, closing.signal))
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
    closed: closing.signal,
    async from(at, end) {
      const { index, start } = chunks.at(at)
      const bytes = await chunk(index)
      const next = start + bytes.byteLength
      // The length is the manifest's word. Where the bytes end sooner, the player must not be kept asking.
      if (next <= at) throw new StorageProblem('corrupt', 'This file ends sooner than its manifest says.')
      if (next < item.bytes) chunk(index + 1).catch(() => {})
      return new Uint8Array(bytes.slice(at - start, end - start))
    },
    close: () => (closing.abort(), kept.clear()),
  }
}

/** What is fetched is kept while there is room; a full disk is no reason to fall silent. */
function reader(content: Pick<Content, 'cat'>, closed: AbortSignal) {
  let keep = true
  return async function read(cid: string, start: number, end: number): Promise<Uint8Array> {
    const signal = AbortSignal.any([closed, AbortSignal.timeout(PATIENCE)])
    const span = { offset: start, length: end - start, signal, ...(keep ? {} : { keep: false }) }
    const parts: Uint8Array[] = []
    try {
      if (end > start) for await (const part of content.cat(cid, span)) parts.push(part)
    } catch (error) {
      if (!keep || !(error instanceof StorageProblem && error.kind === 'quota')) throw error
      keep = false
      return read(cid, start, end)
    }
    return join(parts)
  }
}

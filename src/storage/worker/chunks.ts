/** A file as numbered chunks, one for each leaf, whether it is one stream or several shards, sealed or not. */
import { openStream, type OpenStream } from '../../content/open.ts'
import { plainSpan, sealedSpan, segmentAt, segmentCount } from '../../content/stream.ts'
import { LEAF_BYTES } from '../blocks.ts'
import type { Item, Piece } from '../library.ts'

/** Reads stored bytes of one CID, sealed or not, from `start` to `end` (excluded). */
export type Read = (cid: string, start: number, end: number) => Promise<Uint8Array>

export interface Chunks {
  /** The chunk that holds byte `at` of the file, and at which byte of the file it starts. */
  at(at: number): { index: number; start: number }
  read(index: number): Promise<Uint8Array>
}

interface Part extends Chunks {
  readonly count: number
}

export function chunksOf(item: Item, read: Read): Chunks {
  const following = item.following ?? []
  const first = { ...item, bytes: item.bytes - following.reduce((sum, { bytes }) => sum + bytes, 0) }
  const parts: { readonly part: Part; readonly begin: number; readonly from: number }[] = []
  let [begin, from] = [0, 0]
  for (const piece of [first, ...following]) {
    const part = piece.opening ? sealedPart(piece, piece.opening, read) : openPart(piece, read)
    parts.push({ part, begin, from })
    begin += piece.bytes
    from += part.count
  }
  return {
    at(at) {
      const { part, begin, from } = parts.findLast((each) => each.begin <= at)!
      const { index, start } = part.at(at - begin)
      return { index: from + index, start: begin + start }
    },
    read(index) {
      const { part, from } = parts.findLast((each) => each.from <= index)!
      return part.read(index - from)
    },
  }
}

function openPart({ cid, bytes }: Piece, read: Read): Part {
  return {
    count: Math.max(1, Math.ceil(bytes / LEAF_BYTES)),
    at: (at) => ({ index: Math.floor(at / LEAF_BYTES), start: at - (at % LEAF_BYTES) }),
    read: (index) => read(cid, index * LEAF_BYTES, Math.min(bytes, (index + 1) * LEAF_BYTES)),
  }
}

/** The stream is opened once, when its first chunk is asked for; a failed opening is tried again with the next request. */
function sealedPart({ cid }: Piece, opening: NonNullable<Piece['opening']>, read: Read): Part {
  const { ptLen } = opening
  let opened: Promise<OpenStream> | undefined
  const stream = () => {
    opened ??= openStream(
      opening,
      endAhead((start, end) => read(cid, start, end), ptLen),
    )
    opened.catch(() => (opened = undefined))
    return opened
  }
  return {
    count: segmentCount(ptLen),
    at: (at) => ({ index: segmentAt(at), start: plainSpan(segmentAt(at), ptLen).start }),
    read: async (index) => (await stream()).segment(index),
  }
}

type ReadOne = (start: number, end: number) => Promise<Uint8Array>

/** Opening reads the header, then the last segment. Over a network both are fetched at once. */
function endAhead(read: ReadOne, ptLen: number): ReadOne {
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

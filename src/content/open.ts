/** Opening a sealed stream at any place, in constant memory. The last segment is opened first: it proves the length, so
 * a stream cut at a segment's border is found before a byte of it is believed. */
import { concatBytes } from '@noble/hashes/utils.js'
import { plainLength, plainSpan, readHeader, sealedSpan, segmentAt, segmentCount, segmentNonce } from './stream.ts'
import { headerLength, streamKey, TRIBUTARY } from './stream.ts'
import type { Format, Header } from './stream.ts'
import type { Bytes } from './bytes.ts'

export interface Opening {
  /** From `shardKey`. */
  readonly shardKey: Uint8Array
  /** From `shardAad`. */
  readonly aad: Uint8Array
  /** Plaintext length that the manifest promises. */
  readonly ptLen: number
  readonly format?: Format
}

/** Reads sealed bytes from `start` to `end` (excluded): a block store, a gateway, a Blob. May return fewer at the end. */
export type ReadSealed = (start: number, end: number, signal?: AbortSignal) => Promise<Uint8Array>

/** The bytes are not what was sealed under this key: altered, cut, reordered, or of another work. */
export class NotAuthentic extends Error {
  override readonly name = 'NotAuthentic'
  readonly segment: number
  constructor(segment: number) {
    super(`Part ${segment + 1} of this file is not what its creator sealed. Fetch it again from another place.`)
    this.segment = segment
  }
}

/** A stream whose length and key have been proven. */
export interface OpenStream {
  readonly ptLen: number
  /** Plaintext of segment `i`. Throws `NotAuthentic`. */
  segment(i: number, signal?: AbortSignal): Promise<Bytes>
  /** Plaintext from `start` to `end` (excluded, clamped to the length), at most a segment's worth a yield. */
  range(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Bytes, void, void>
}

/** Opens the stream behind `read`. Throws `NotAuthentic` when its header or its end is not what was sealed. */
export async function openStream(opening: Opening, read: ReadSealed, signal?: AbortSignal): Promise<OpenStream> {
  const { ptLen, format = TRIBUTARY } = opening
  const last = segmentCount(ptLen, format) - 1
  const header = readHeader(await read(0, headerLength(format), signal), format)
  if (!header) throw new NotAuthentic(0)
  const key = await openingKey(opening, header)
  const segment = async (i: number, signal?: AbortSignal): Promise<Bytes> => {
    const { start, end } = sealedSpan(i, ptLen, format)
    const sealed = await read(start, end, signal)
    if (sealed.length !== end - start) throw new NotAuthentic(i)
    return openSegment({ key, header, ptLen, format }, i, sealed)
  }
  await segment(last, signal)
  return { ptLen, segment, range: (start, end, signal) => plaintextRange(segment, opening, start, end, signal) }
}

/** A stream's key and header, as `openSegment` needs them. */
export interface Unlocked {
  readonly key: CryptoKey
  readonly header: Header
  readonly ptLen: number
  readonly format?: Format
}

export function openingKey({ shardKey, aad, format = TRIBUTARY }: Opening, header: Header): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', streamKey(shardKey, aad, header, format), 'AES-GCM', false, ['decrypt'])
}

/** Plaintext of one sealed segment, exactly as long as `sealedSpan` says (segment 0 with its header). Throws `NotAuthentic`. */
export async function openSegment(unlocked: Unlocked, i: number, sealed: Uint8Array): Promise<Bytes> {
  const { key, header, ptLen, format = TRIBUTARY } = unlocked
  const front = i === 0 ? headerLength(format) : 0
  const iv = segmentNonce(header, i, i === segmentCount(ptLen, format) - 1)
  if (i === 0 && !header.every((byte, at) => byte === sealed[at])) throw new NotAuthentic(0)
  try {
    // The view may lie in shared or larger memory; WebCrypto wants bytes of an ordinary buffer.
    const body = Uint8Array.from(sealed.subarray(front))
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body))
  } catch {
    throw new NotAuthentic(i)
  }
}

/** Plaintext from `start` to `end`, the next segment already under way while one is handed out. */
async function* plaintextRange(
  segment: OpenStream['segment'],
  { ptLen, format = TRIBUTARY }: Opening,
  start: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<Bytes, void, void> {
  const stop = Math.min(end, ptLen)
  if (start >= stop) return
  const last = segmentAt(stop - 1, format)
  let next: Promise<Bytes> | undefined = segment(segmentAt(start, format), signal)
  for (let i = segmentAt(start, format); i <= last; i++) {
    signal?.throwIfAborted()
    const plain: Bytes = await next!
    next = i < last ? segment(i + 1, signal) : undefined
    next?.catch(() => {})
    const from = plainSpan(i, ptLen, format).start
    yield plain.subarray(Math.max(0, start - from), stop - from)
  }
}

/** A small stream in one piece. Throws `NotAuthentic`. */
export async function openWhole(sealed: Uint8Array, opening: Omit<Opening, 'ptLen'>): Promise<Bytes> {
  const ptLen = plainLength(sealed.length, opening.format)
  if (ptLen === undefined) throw new NotAuthentic(0)
  const stream = await openStream({ ...opening, ptLen }, async (start, end) => sealed.subarray(start, end))
  const parts: Bytes[] = []
  for await (const part of stream.range(0, ptLen)) parts.push(part)
  return concatBytes(...parts)
}

/** Sealing: a file of any size to segments of 1 MiB, in constant memory. Uses WebCrypto: JavaScript ciphers are 20 times
 * slower. */
import { concatBytes } from '@noble/hashes/utils.js'
import { headerLength, plainSpan, segmentCount, segmentNonce, streamKey, TRIBUTARY } from './stream.ts'
import type { Format, Header } from './stream.ts'
import type { Bytes } from './bytes.ts'

export interface SealOptions {
  /** From `shardKey`. */
  readonly shardKey: Uint8Array
  /** From `shardAad`. */
  readonly aad: Uint8Array
  /** From `makeHeader`. Warning: the same header only ever for the same bytes. */
  readonly header: Header
  /** First segment to make: what came before is done already. */
  readonly from?: number
  readonly signal?: AbortSignal
  readonly format?: Format
}

/** Segments at work at once: some being read, one ciphered, one handed out. */
const IN_FLIGHT = 4
/** Segments read together: a browser's Blob costs a trip to another process for each read. */
const TOGETHER = 4

/**
 * The sealed stream of `source`, one segment a yield (segment 0 with the header in front), each exactly one IPFS leaf.
 * Throws the signal's reason when aborted, and the browser's NotReadableError when the file changed underneath.
 */
export async function* sealSegments(source: Blob, options: SealOptions): AsyncGenerator<Bytes, void, void> {
  const { format = TRIBUTARY, from = 0, header, signal } = options
  if (header.length !== headerLength(format)) throw new RangeError('This header is of another format')
  const key = await sealingKey(options, format)
  const count = segmentCount(source.size, format)
  const readPlain = plainReader(source, from, count, format)
  const underway: Promise<Bytes>[] = []
  for (let next = from; next < count || underway.length > 0;) {
    signal?.throwIfAborted()
    for (; next < count && underway.length < IN_FLIGHT; next++) {
      const segment = sealSegment(key, readPlain(next), header, next, next === count - 1)
      // It may fail while the consumer is busy or gone; whoever awaits it still sees the failure.
      segment.catch(() => {})
      underway.push(segment)
    }
    yield await underway.shift()!
  }
}

/** Plaintext of one segment after the other, `TOGETHER` of them a read. */
function plainReader(source: Blob, from: number, count: number, format: Format): (i: number) => Promise<Bytes> {
  let start = 0
  let piece: Promise<ArrayBuffer>
  return async (i) => {
    if ((i - from) % TOGETHER === 0) {
      start = plainSpan(i, source.size, format).start
      const last = Math.min(i + TOGETHER, count) - 1
      piece = source.slice(start, plainSpan(last, source.size, format).end).arrayBuffer()
    }
    const span = plainSpan(i, source.size, format)
    const at = span.start - start
    return new Uint8Array(await piece, at, span.end - span.start)
  }
}

async function sealSegment(
  key: CryptoKey,
  reading: Promise<Bytes>,
  header: Header,
  i: number,
  last: boolean,
): Promise<Bytes> {
  const iv = segmentNonce(header, i, last)
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, await reading))
  return i === 0 ? concatBytes(header, sealed) : sealed
}

function sealingKey({ shardKey, aad, header }: SealOptions, format: Format): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', streamKey(shardKey, aad, header, format), 'AES-GCM', false, ['encrypt'])
}

/** A small stream in one piece: the sealed part of a manifest. */
export async function sealWhole(plain: Bytes, options: SealOptions): Promise<Bytes> {
  const segments: Bytes[] = []
  for await (const segment of sealSegments(new Blob([plain]), options)) segments.push(segment)
  return concatBytes(...segments)
}

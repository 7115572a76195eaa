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

/** Segments ciphered at once: the cipher must not wait while one is handed out. */
const IN_FLIGHT = 4
/** Segments of one stretch of reading. For each stretch the browser looks again whether the file is still the same. */
const STRETCH = 32

/**
 * The sealed stream of `source`, one segment a yield (segment 0 with the header in front), each exactly one IPFS leaf.
 * Throws the signal's reason when aborted, and the browser's NotReadableError when the file changed underneath.
 */
export async function* sealSegments(source: Blob, options: SealOptions): AsyncGenerator<Bytes, void, void> {
  const { format = TRIBUTARY, from = 0, header, signal } = options
  if (header.length !== headerLength(format)) throw new RangeError('This header is of another format')
  const key = await sealingKey(options, format)
  const last = segmentCount(source.size, format) - 1
  const underway: Promise<Bytes>[] = []
  let next = from
  for await (const plain of plainSegments(source, from, last, format)) {
    signal?.throwIfAborted()
    const segment = sealSegment(key, plain, header, next, next === last)
    // It may fail while the consumer is busy or gone; whoever awaits it still sees the failure.
    segment.catch(() => {})
    underway.push(segment)
    next++
    if (underway.length >= IN_FLIGHT) yield await underway.shift()!
  }
  for (const segment of underway) {
    signal?.throwIfAborted()
    yield await segment
  }
}

/** Plaintext of one segment after the other, valid until the next is asked for. */
async function* plainSegments(source: Blob, from: number, last: number, format: Format) {
  for (let begin = from; begin <= last; begin += STRETCH) {
    const end = Math.min(begin + STRETCH - 1, last)
    const spans = Array.from({ length: end - begin + 1 }, (_, i) => plainSpan(begin + i, source.size, format))
    const stretch = openStretch(source, spans[0]!.start, spans.at(-1)!.end, format)
    try {
      for (const { start, end } of spans)
        yield (await stretch.read(end - start)) ?? new Uint8Array(await source.slice(start, end).arrayBuffer())
    } finally {
      stretch.close()
    }
  }
}

/** One stream for many segments, always into the same memory: a browser's Blob costs a trip to another process for each
 * read of its own, and fresh memory costs more than ciphering it. `read` gives `undefined` for good where there is no
 * such stream or it broke off: reading without it says why. */
function openStretch(source: Blob, start: number, end: number, format: Format) {
  let memory = new ArrayBuffer(format.segment)
  let reader: ReadableStreamBYOBReader | undefined
  try {
    reader = source.slice(start, end).stream().getReader({ mode: 'byob' })
  } catch {
    // Not every browser's files are byte streams.
  }
  const fill = async (reader: ReadableStreamBYOBReader, length: number): Promise<Bytes | undefined> => {
    for (let have = 0; have < length;) {
      const { value, done } = await reader.read(new Uint8Array(memory, have, length - have))
      if (done) return undefined
      memory = value.buffer
      have += value.byteLength
    }
    return new Uint8Array(memory, 0, length)
  }
  return {
    async read(length: number): Promise<Bytes | undefined> {
      const plain = reader && (await fill(reader, length).catch(() => undefined))
      if (!plain) reader = undefined
      return plain
    },
    close: () => void reader?.cancel().catch(() => {}),
  }
}

/** WebCrypto copies `plain` before this returns. */
async function sealSegment(key: CryptoKey, plain: Bytes, header: Header, i: number, last: boolean): Promise<Bytes> {
  const iv = segmentNonce(header, i, last)
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain))
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

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

/** Segments at work at once: one read, one ciphered, one handed out. */
const IN_FLIGHT = 3

/**
 * The sealed stream of `source`, one segment a yield (segment 0 with the header in front), each exactly one IPFS leaf.
 * Throws the signal's reason when aborted, and the browser's NotReadableError when the file changed underneath.
 */
export async function* sealSegments(source: Blob, options: SealOptions): AsyncGenerator<Bytes, void, void> {
  const { format = TRIBUTARY, from = 0, header, signal } = options
  if (header.length !== headerLength(format)) throw new RangeError('This header is of another format')
  const key = await sealingKey(options, format)
  const count = segmentCount(source.size, format)
  const underway: Promise<Bytes>[] = []
  try {
    for (let next = from; next < count || underway.length > 0;) {
      signal?.throwIfAborted()
      while (next < count && underway.length < IN_FLIGHT)
        underway.push(sealSegment(key, source, header, next++, format))
      yield await underway.shift()!
    }
  } finally {
    // A consumer that stops early leaves work behind that nobody waits for: its failure is of no interest.
    for (const one of underway) one.catch(() => {})
  }
}

async function sealSegment(key: CryptoKey, source: Blob, header: Header, i: number, format: Format): Promise<Bytes> {
  const { start, end } = plainSpan(i, source.size, format)
  const plain = await source.slice(start, end).arrayBuffer()
  const iv = segmentNonce(header, i, end === source.size)
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

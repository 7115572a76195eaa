import { describe, expect, it } from 'vitest'
import { concatBytes } from '@noble/hashes/utils.js'
import { NotAuthentic, openStream, openWhole, type ReadSealed } from '../../src/content/open.ts'
import { sealSegments, sealWhole } from '../../src/content/seal.ts'
import {
  makeHeader,
  plainLength,
  plainSpan,
  readHeader,
  sealedLength,
  sealedSpan,
  segmentAt,
  segmentCount,
  TRIBUTARY,
  type Format,
} from '../../src/content/stream.ts'
import { generator } from './random.ts'
import { tinkVectors } from './tink.ts'

const { below, bytes: random } = generator(3)
const SMALL: Format = { ...TRIBUTARY, segment: 128 }
const shardKey = random(32)
const aad = random(20)
const header = makeHeader(random)
const read =
  (sealed: Uint8Array): ReadSealed =>
  async (start, end) =>
    sealed.subarray(start, end)

const seal = (plain: Uint8Array<ArrayBuffer>, format = SMALL) => sealWhole(plain, { shardKey, aad, header, format })
const open = (sealed: Uint8Array, format = SMALL) => openWhole(sealed, { shardKey, aad, format })

describe.each(tinkVectors)('Tink’s vector “$comment”', ({ format, header, key, aad, plain, sealed }) => {
  it('opens', async () => {
    expect(await openWhole(sealed, { shardKey: key, aad, format })).toEqual(plain)
  })

  it('is sealed again to the same bytes, leaf by leaf', async () => {
    let at = 0
    for await (const leaf of sealSegments(new Blob([plain]), { shardKey: key, aad, header, format })) {
      expect(leaf).toEqual(sealed.slice(at, at + format.segment))
      at += format.segment
    }
    expect(at).toBeGreaterThanOrEqual(sealed.length)
  })

  it('opens in pieces of 1, 7 and 64 bytes, from any place', async () => {
    const stream = await openStream({ shardKey: key, aad, format, ptLen: plain.length }, read(sealed))
    for (const size of [1, 7, 64]) {
      for (let at = 0; at < plain.length; at += size) {
        const parts = []
        for await (const part of stream.range(at, at + size)) parts.push(part)
        expect(concatBytes(...parts)).toEqual(plain.slice(at, at + size))
      }
    }
  })

  it('is refused with any byte changed, and cut at any place', async () => {
    const limit = Math.min(sealed.length, 300)
    for (let at = 0; at < limit; at++) {
      const altered = sealed.slice()
      altered[at]! ^= 1 << below(8)
      await expect(openWhole(altered, { shardKey: key, aad, format })).rejects.toBeInstanceOf(NotAuthentic)
      await expect(openWhole(sealed.subarray(0, at), { shardKey: key, aad, format })).rejects.toBeInstanceOf(
        NotAuthentic,
      )
    }
  })
})

describe('lengths of our own format', () => {
  it.each([
    [0, 1, 56],
    [1, 1, 57],
    [1_048_520, 1, 1_048_576],
    [1_048_521, 2, 1_048_593],
    [2_097_080, 2, 2_097_152],
    [2_097_081, 3, 2_097_169],
    [1_000_000_000, 954, 1_000_015_304],
  ])('%d bytes are %d segments, %d bytes sealed', (plain, segments, sealed) => {
    expect(segmentCount(plain)).toBe(segments)
    expect(sealedLength(plain)).toBe(sealed)
    expect(plainLength(sealed)).toBe(plain)
  })

  it('are refused when no plaintext gives them', () => {
    for (const ctLen of [-1, 0, 55, 1_048_577, 1_048_592, 2_097_152 + 16, 1.5, NaN])
      expect(plainLength(ctLen)).toBeUndefined()
    expect(() => segmentCount(-1)).toThrow(RangeError)
    expect(() => segmentCount(2 ** 52)).toThrow('split it')
  })

  it('go there and back for every length around the limits of small segments', () => {
    for (let ptLen = 0; ptLen < 600; ptLen++) {
      expect(plainLength(sealedLength(ptLen, SMALL), SMALL)).toBe(ptLen)
      const last = segmentCount(ptLen, SMALL) - 1
      expect(plainSpan(last, ptLen, SMALL).end).toBe(ptLen)
      expect(sealedSpan(last, ptLen, SMALL).end).toBe(sealedLength(ptLen, SMALL))
      if (ptLen > 0) expect(segmentAt(ptLen - 1, SMALL)).toBe(last)
    }
  })

  it('put every segment’s plaintext after the one before', () => {
    for (let i = 0; i < 20; i++) {
      expect(plainSpan(i + 1, 10_000, SMALL).start).toBe(plainSpan(i, 10_000, SMALL).end)
      expect(segmentAt(plainSpan(i, 10_000, SMALL).start, SMALL)).toBe(i)
    }
  })
})

describe('a sealed stream', () => {
  const plain = random(1000)

  it('opens again, for every length around the limits of segments', async () => {
    for (const length of [0, 1, 71, 72, 73, 183, 184, 185, 296, 297]) {
      expect(await open(await seal(random(length)))).toHaveLength(length)
    }
    expect(await open(await seal(plain))).toEqual(plain)
  })

  it('has exactly one leaf a segment, and the last is as long as the rest', async () => {
    const leaves = []
    for await (const leaf of sealSegments(new Blob([plain]), { shardKey, aad, header, format: SMALL }))
      leaves.push(leaf.length)
    expect(leaves).toEqual([...Array<number>(leaves.length - 1).fill(128), sealedLength(1000, SMALL) % 128])
  })

  it('goes on from any segment with the bytes it would have had', async () => {
    const whole = await seal(plain)
    for (let from = 0; from < 10; from++) {
      const rest = []
      for await (const leaf of sealSegments(new Blob([plain]), { shardKey, aad, header, from, format: SMALL }))
        rest.push(leaf)
      expect(concatBytes(...rest)).toEqual(whole.slice(from * 128))
    }
  })

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const leaves = sealSegments(new Blob([plain]), { shardKey, aad, header, format: SMALL, signal: stop.signal })
    await leaves.next()
    stop.abort(new Error('paused'))
    await expect(leaves.next()).rejects.toThrow('paused')
  })

  it('gives any range of itself', async () => {
    const stream = await openStream({ shardKey, aad, ptLen: 1000, format: SMALL }, read(await seal(plain)))
    for (let i = 0; i < 100; i++) {
      const start = below(1100)
      const end = start + below(500)
      const parts = []
      for await (const part of stream.range(start, end)) parts.push(part)
      expect(concatBytes(...parts)).toEqual(plain.slice(start, end))
    }
  })

  it('is refused under another key, other associated data, or another promised length', async () => {
    const sealed = await seal(plain)
    await expect(openWhole(sealed, { shardKey: random(32), aad, format: SMALL })).rejects.toBeInstanceOf(NotAuthentic)
    await expect(openWhole(sealed, { shardKey, aad: random(20), format: SMALL })).rejects.toBeInstanceOf(NotAuthentic)
    for (const ptLen of [0, 72, 184, 999, 1001, 1112]) {
      const opening = openStream({ shardKey, aad, ptLen, format: SMALL }, read(sealed))
      await expect(opening).rejects.toBeInstanceOf(NotAuthentic)
    }
  })

  it('is refused when segments are swapped, repeated, dropped, appended, or taken from another stream', async () => {
    const sealed = await seal(plain)
    const other = await sealWhole(random(1000), { shardKey, aad, header: makeHeader(random), format: SMALL })
    const segment = (i: number, of = sealed) => of.subarray(i * 128, (i + 1) * 128)
    const rest = sealed.subarray(4 * 128)
    const mutants = [
      concatBytes(segment(0), segment(2), segment(1), segment(3), rest),
      concatBytes(segment(0), segment(1), segment(1), segment(3), rest),
      concatBytes(segment(0), segment(1), segment(3), rest),
      concatBytes(segment(0), segment(1), segment(1), segment(2), segment(3), rest),
      concatBytes(segment(0), segment(1, other), segment(2), segment(3), rest),
      concatBytes(segment(0, other), sealed.subarray(128)),
      concatBytes(sealed, segment(1)),
      concatBytes(sealed, Uint8Array.of(0)),
      sealed.subarray(0, 4 * 128),
    ]
    for (const mutant of mutants) await expect(open(mutant)).rejects.toBeInstanceOf(NotAuthentic)
  })

  it('says which part is not authentic while the others still open', async () => {
    const sealed = await seal(plain)
    sealed[3 * 128 + 5]! ^= 1
    const stream = await openStream({ shardKey, aad, ptLen: 1000, format: SMALL }, read(sealed))
    await expect(stream.segment(3)).rejects.toMatchObject({ segment: 3 })
    await expect(stream.segment(2)).resolves.toEqual(plain.slice(72 + 112, 72 + 224))
  })

  it('of whole megabytes crosses the border of leaves', async () => {
    const large = random(2_097_100)
    const sealed = await seal(large, TRIBUTARY)
    expect(readHeader(sealed)).toEqual(header)
    const stream = await openStream({ shardKey, aad, ptLen: large.length }, read(sealed))
    const parts = []
    for await (const part of stream.range(1_048_510, 1_048_530)) parts.push(part)
    expect(parts).toHaveLength(2)
    expect(concatBytes(...parts)).toEqual(large.slice(1_048_510, 1_048_530))
  })
})

describe('a file that cannot be read any more', () => {
  it('fails the sealing where it is awaited, and nowhere else', async () => {
    const gone = new Blob([random(1000)])
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) as Blob
    const leaves = sealSegments(gone, { shardKey, aad, header, format: SMALL })
    await expect(leaves.next()).rejects.toMatchObject({ name: 'NotReadableError' })
    await expect(leaves.next()).resolves.toEqual({ done: true, value: undefined })
  })
})

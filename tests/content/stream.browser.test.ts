import { concatBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { readTags } from '../../src/content/tags.ts'
import { NotAuthentic, openStream, openWhole } from '../../src/content/open.ts'
import { sealSegments, sealWhole } from '../../src/content/seal.ts'
import { makeHeader, TRIBUTARY } from '../../src/content/stream.ts'
import { epub, wav } from './files.ts'
import { generator } from './random.ts'
import { tinkVectors } from './tink.ts'

const { bytes: random } = generator(31)

describe.each(tinkVectors)('in a browser, Tink’s vector “$comment”', ({ format, header, key, aad, plain, sealed }) => {
  it('opens, and is sealed again to the same bytes', async () => {
    expect(await openWhole(sealed, { shardKey: key, aad, format })).toEqual(plain)
    expect(await sealWhole(plain, { shardKey: key, aad, header, format })).toEqual(sealed)
  })

  it('opens byte by byte, and not with a bit changed', async () => {
    const read = async (start: number, end: number) => sealed.subarray(start, end)
    const stream = await openStream({ shardKey: key, aad, format, ptLen: plain.length }, read)
    for (let at = 0; at < plain.length; at++) {
      for await (const part of stream.range(at, at + 1)) expect(part).toEqual(plain.slice(at, at + 1))
    }
    const altered = sealed.slice()
    altered[altered.length - 1]! ^= 1
    await expect(openWhole(altered, { shardKey: key, aad, format })).rejects.toBeInstanceOf(NotAuthentic)
  })
})

describe('in a browser, a file of 5 MB', () => {
  it('is sealed in leaves of 1 MiB and opens at its end first', async () => {
    const plain = random(5_000_000)
    const [shardKey, aad] = [random(32), random(52)]
    const leaves: Uint8Array[] = []
    for await (const leaf of sealSegments(new Blob([plain]), { shardKey, aad, header: makeHeader(random) }))
      leaves.push(leaf)
    expect(leaves.slice(0, -1).every((leaf) => leaf.length === TRIBUTARY.segment)).toBe(true)
    const sealed = concatBytes(...leaves)
    const asked: number[] = []
    const stream = await openStream({ shardKey, aad, ptLen: plain.length }, async (start, end) => {
      asked.push(Math.floor(start / TRIBUTARY.segment))
      return sealed.subarray(start, end)
    })
    expect(asked).toEqual([0, leaves.length - 1])
    const parts: Uint8Array[] = []
    for await (const part of stream.range(3_000_000, 3_000_100)) parts.push(part)
    expect(concatBytes(...parts)).toEqual(plain.slice(3_000_000, 3_000_100))
  })
})

describe('in a browser, tags', () => {
  it('of a WAV and of an EPUB are read', async () => {
    const book = await epub('<package><dc:title>Tides</dc:title></package>')
    expect(await readTags(new Blob([book]), 'application/epub+zip')).toEqual({ title: 'Tides' })
    expect((await readTags(new Blob([wav(2)]), 'audio/wav')).seconds).toBeCloseTo(2)
  })
})

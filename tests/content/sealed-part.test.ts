import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import { randomSecret } from '../../src/content/keyline.ts'
import { NotAuthentic } from '../../src/content/open.ts'
import { checkManifest } from '../../src/content/parse.ts'
import { openPart, sealPart } from '../../src/content/sealed-part.ts'
import { SALT, SECRET, song } from './manifests.ts'

const PART = { stems: ['drums.wav', 'violin.wav'], contract: { cid: 'x' } }
const sealedPart = await sealPart(PART, SECRET, SALT)

describe('the sealed part of a manifest', () => {
  it('is read by whoever has the work’s secret', async () => {
    expect(await openPart(sealedPart, SECRET, SALT)).toEqual({ ok: true, value: PART })
  })

  it('stands in a manifest', () => {
    expect(checkManifest({ ...song, sealedPart })).toMatchObject({ ok: true })
  })

  it('looks different each time it is sealed', async () => {
    expect(await sealPart(PART, SECRET, SALT)).not.toBe(sealedPart)
  })

  it('does not open under another secret, another salt, or altered', async () => {
    const altered = fromHex(sealedPart)
    altered[50]! ^= 1
    await expect(openPart(sealedPart, randomSecret(), SALT)).rejects.toBeInstanceOf(NotAuthentic)
    await expect(openPart(sealedPart, SECRET, toHex(new Uint8Array(32)))).rejects.toBeInstanceOf(NotAuthentic)
    await expect(openPart(toHex(altered), SECRET, SALT)).rejects.toBeInstanceOf(NotAuthentic)
    await expect(openPart('0x', SECRET, SALT)).rejects.toBeInstanceOf(NotAuthentic)
  })
})

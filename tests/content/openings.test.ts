import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import { asWorkSecret, publicKey, randomSecret, SEALED_PART, shardKey } from '../../src/content/keyline.ts'
import { openShard, verifyOpening } from '../../src/content/openings.ts'
import type { Hex } from '../../src/royalties/words.ts'
import vectors from '../vectors/keyline.json' with { type: 'json' }
import { generator } from './random.ts'

const { bytes: random } = generator(11)
const hex = (digits: string): Hex => `0x${digits}`
const secret = randomSecret(random)
const key = publicKey(secret)
const salt = toHex(random(32))
const opening = openShard(secret, salt, 5, random)

describe('an opened shard', () => {
  it.each(vectors.cases)('is the one of the known answers, shard $shardIndex', (known) => {
    const key = { x: hex(known.yx), y: hex(known.yy) }
    const opening = { gamma: hex(known.gamma), c: hex(known.openC), z: hex(known.openZ) }
    const found = verifyOpening(key, hex(known.manifestSalt), known.shardIndex, opening)
    expect(found && toHex(found)).toBe(hex(known.shardKey))
    expect(toHex(shardKey(asWorkSecret(fromHex(hex(known.m))), hex(known.manifestSalt), known.shardIndex))).toBe(
      hex(known.shardKey),
    )
  })

  it('gives its key to anyone who checks the proof', () => {
    expect(verifyOpening(key, salt, 5, opening)).toEqual(shardKey(secret, salt, 5))
  })

  it('proves nothing for another shard, salt or key', () => {
    expect(verifyOpening(key, salt, 6, opening)).toBeUndefined()
    expect(verifyOpening(key, toHex(random(32)), 5, opening)).toBeUndefined()
    expect(verifyOpening(publicKey(randomSecret(random)), salt, 5, opening)).toBeUndefined()
  })

  it('of another work verifies under that work’s key: the caller compares keys', () => {
    const other = randomSecret(random)
    expect(verifyOpening(publicKey(other), salt, 5, openShard(other, salt, 5, random))).toBeDefined()
    expect(verifyOpening(key, salt, 5, openShard(other, salt, 5, random))).toBeUndefined()
  })

  it.each(['gamma', 'c', 'z'] as const)('is refused with any bit of %s flipped', (field) => {
    for (let bit = 0; bit < fromHex(opening[field]).length * 8; bit += 29) {
      const altered = fromHex(opening[field])
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(verifyOpening(key, salt, 5, { ...opening, [field]: toHex(altered) })).toBeUndefined()
    }
  })

  it('is refused when it is short, empty or zero', () => {
    expect(verifyOpening(key, salt, 5, { ...opening, gamma: '0x' })).toBeUndefined()
    expect(verifyOpening(key, salt, 5, { ...opening, c: hex('00'.repeat(32)) })).toBeUndefined()
    expect(verifyOpening(key, salt, 5, { ...opening, z: hex('00'.repeat(32)) })).toBeUndefined()
    expect(verifyOpening(key, salt, 5, { ...opening, z: '0x01' })).toBeUndefined()
  })

  it('is never the sealed part of the manifest', () => {
    expect(() => openShard(secret, salt, SEALED_PART, random)).toThrow('never opened')
    expect(verifyOpening(key, salt, SEALED_PART, opening)).toBeUndefined()
  })
})

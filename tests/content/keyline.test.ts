import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import {
  asWorkSecret,
  deriveWorkSecret,
  mintProof,
  mintTranscript,
  pointOf,
  provesKnowledge,
  publicKey,
  randomSecret,
  SEALED_PART,
  shardAad,
  shardKey,
  workAddress,
} from '../../src/content/keyline.ts'
import { compressed, hedgedNonce, ORDER } from '../../src/content/scalar.ts'
import { keyOfShardSecret, shardPoint, shardSecret } from '../../src/content/shards.ts'
import type { Hex } from '../../src/royalties/words.ts'
import vectors from '../vectors/keyline.json' with { type: 'json' }
import { generator } from './random.ts'

const hex = (digits: string): Hex => `0x${digits}`
const bytes = (digits: string) => fromHex(hex(digits))
const { bytes: random } = generator(7)
const CONTEXT = {
  chainId: 8453,
  contract: hex('11'.repeat(20)),
  creator: hex('22'.repeat(20)),
  manifest: hex('33'.repeat(32)),
}

describe.each(vectors.cases)('known answers of keyline/v1, attempt $attempt', (known) => {
  const salt32 = hex(known.manifestSalt)
  const home = { chainId: known.chainId, contract: hex(known.contract) }
  const context = { ...home, creator: hex(known.creator), manifest: hex(known.manifest) }
  const secret = deriveWorkSecret(bytes(known.creatorRoot), home, context.creator, salt32)
  const key = publicKey(secret)

  it('derives the work secret from root, home, creator and salt', () => {
    expect(toHex(secret)).toBe(hex(known.m))
  })

  it('publishes its content key and the key’s address', () => {
    expect(key).toEqual({ x: hex(known.yx), y: hex(known.yy) })
    expect(workAddress(key)).toBe(hex(known.workId))
  })

  it('proves at mint that it knows the secret', () => {
    expect(toHex(mintTranscript(key, context))).toBe(hex(known.mintCtx))
    expect(mintProof(secret, context, () => bytes(known.nonceRandom))).toEqual({
      commitment: hex(known.mintA),
      response: hex(known.mintZ),
    })
  })

  it('gives each shard its point, its key and its associated data', () => {
    expect(toHex(compressed(shardPoint(salt32, known.shardIndex)))).toBe(hex(known.shardPoint))
    expect(toHex(compressed(shardSecret(secret, salt32, known.shardIndex)))).toBe(hex(known.gamma))
    expect(toHex(shardKey(secret, salt32, known.shardIndex))).toBe(hex(known.shardKey))
    expect(toHex(shardAad(salt32, known.shardIndex))).toBe(hex(known.shardAad))
  })
})

describe('the proof at mint', () => {
  const secret = randomSecret(random)
  const key = publicKey(secret)

  it('holds for 100 random secrets, with even and odd y', () => {
    const parities = new Set<bigint>()
    for (let i = 0; i < 100; i++) {
      const one = randomSecret(random)
      const itsKey = publicKey(one)
      parities.add(BigInt(itsKey.y) & 1n)
      expect(provesKnowledge(itsKey, mintTranscript(itsKey, CONTEXT), mintProof(one, CONTEXT, random))).toBe(true)
    }
    expect(parities.size).toBe(2)
  })

  it.each([
    ['chain', { chainId: 1 }],
    ['contract', { contract: hex('12'.repeat(20)) }],
    ['creator', { creator: hex('23'.repeat(20)) }],
    ['manifest', { manifest: hex('34'.repeat(32)) }],
  ])('fails for another %s', (_, other) => {
    const proof = mintProof(secret, CONTEXT, random)
    expect(provesKnowledge(key, mintTranscript(key, { ...CONTEXT, ...other }), proof)).toBe(false)
  })

  it('fails for another key, for zeros, and for a response of n or more', () => {
    const transcript = mintTranscript(key, CONTEXT)
    const proof = mintProof(secret, CONTEXT, random)
    const other = publicKey(randomSecret(random))
    const tooLarge: Hex = `0x${(BigInt(proof.response) + ORDER).toString(16).padStart(64, '0')}`
    expect(provesKnowledge(other, transcript, proof)).toBe(false)
    expect(provesKnowledge(key, transcript, { ...proof, response: hex('00'.repeat(32)) })).toBe(false)
    expect(provesKnowledge(key, transcript, { ...proof, response: tooLarge })).toBe(false)
    expect(provesKnowledge(key, transcript, { ...proof, commitment: hex('00'.repeat(20)) })).toBe(false)
  })

  it('fails when any bit of it is flipped', () => {
    const transcript = mintTranscript(key, CONTEXT)
    const proof = mintProof(secret, CONTEXT, random)
    for (let bit = 0; bit < 256; bit += 17) {
      const response = fromHex(proof.response)
      response[bit >> 3]! ^= 1 << (bit & 7)
      expect(provesKnowledge(key, transcript, { ...proof, response: toHex(response) })).toBe(false)
    }
  })

  it('never uses a nonce twice: not for the same statement, not for two statements with a stuck generator', () => {
    const stuck = () => new Uint8Array(32)
    const other = { ...CONTEXT, chainId: 10 }
    expect(mintProof(secret, CONTEXT).commitment).not.toBe(mintProof(secret, CONTEXT).commitment)
    expect(mintProof(secret, CONTEXT, stuck).commitment).not.toBe(mintProof(secret, other, stuck).commitment)
    expect(hedgedNonce(secret, stuck(), fromHex(key.x))).not.toBe(
      hedgedNonce(randomSecret(random), stuck(), fromHex(key.x)),
    )
  })
})

describe('a work secret', () => {
  it('differs with every part of its home', () => {
    const root = random(32)
    const home = { chainId: 1, contract: CONTEXT.contract }
    const salt = toHex(random(32))
    const secrets = [
      deriveWorkSecret(root, home, CONTEXT.creator, salt),
      deriveWorkSecret(random(32), home, CONTEXT.creator, salt),
      deriveWorkSecret(root, { ...home, chainId: 2 }, CONTEXT.creator, salt),
      deriveWorkSecret(root, { ...home, contract: CONTEXT.creator }, CONTEXT.creator, salt),
      deriveWorkSecret(root, home, CONTEXT.contract, salt),
      deriveWorkSecret(root, home, CONTEXT.creator, toHex(random(32))),
    ].map(toHex)
    expect(new Set(secrets).size).toBe(6)
  })

  it.each([
    ['zero', '00'.repeat(32)],
    ['n', ORDER.toString(16)],
    ['31 bytes', '01'.repeat(31)],
  ])('is refused when it is %s', (_, digits) => {
    expect(() => asWorkSecret(bytes(digits))).toThrow(RangeError)
  })
})

describe('a content key read from elsewhere', () => {
  const { x, y } = publicKey(randomSecret(random))

  it('is a point when it is on the curve', () => {
    expect(pointOf({ x, y })).toBeDefined()
  })

  it.each<[string, Hex, Hex]>([
    ['off the curve', x, hex('01'.repeat(32))],
    ['zero', hex('00'.repeat(32)), hex('00'.repeat(32))],
    ['with x beyond the order', hex(ORDER.toString(16)), y],
    ['with y beyond the field', x, hex('ff'.repeat(32))],
  ])('is refused %s', (_, x, y) => {
    expect(pointOf({ x, y })).toBeUndefined()
  })
})

describe('shard keys', () => {
  const secret = randomSecret(random)
  const salt = toHex(random(32))

  it('differ by shard, by salt and by secret, and the sealed part’s differs from all', () => {
    const keys = [
      shardKey(secret, salt, 0),
      shardKey(secret, salt, 1),
      shardKey(secret, toHex(random(32)), 0),
      shardKey(randomSecret(random), salt, 0),
      shardKey(secret, salt, SEALED_PART),
    ].map(toHex)
    expect(new Set(keys).size).toBe(5)
  })

  it('follow from the disclosed point alone', () => {
    expect(keyOfShardSecret(shardSecret(secret, salt, 3), salt, 3)).toEqual(shardKey(secret, salt, 3))
  })
})

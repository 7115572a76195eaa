/** What mutants of the delivery of keys showed to be unguarded (tests/mutation). */
import { concat, getAddress, keccak256, pad, stringToHex } from 'viem'
import { expect, test } from 'vitest'
import { bigEndian, fromHex, toHex } from '../../src/content/bytes.ts'
import { answerRequest, requestId } from '../../src/content/delivery.ts'
import {
  asWorkSecret,
  mintProof,
  pointOf,
  provesKnowledge,
  publicKey,
  randomSecret,
  SEALED_PART,
} from '../../src/content/keyline.ts'
import { openShard, verifyOpening } from '../../src/content/openings.ts'
import { ORDER, Point } from '../../src/content/scalar.ts'
import type { Hex } from '../../src/royalties/words.ts'
import vectors from '../vectors/keyline.json' with { type: 'json' }
import { generator } from './random.ts'

const { bytes: random } = generator(17)
const hex = (digits: string): Hex => `0x${digits}`
const word = (value: bigint): Hex => toHex(bigEndian(value, 32))
const secret = randomSecret(random)
const key = publicKey(secret)
const salt = hex('55'.repeat(32))

test('a work secret is a number from 1 to n − 1, both included', () => {
  for (const m of [1n, ORDER - 1n]) expect(asWorkSecret(bigEndian(m, 32))).toEqual(bigEndian(m, 32))
  for (const m of [0n, ORDER, ORDER + 1n]) expect(() => asWorkSecret(bigEndian(m, 32))).toThrow('from 1 to n − 1')
})

test('a content key may have the x 1, and none of n or more', () => {
  const at = (x: bigint) => {
    const { y } = Point.fromBytes(Uint8Array.of(2, ...bigEndian(x, 32)))
    return { x: word(x), y: word(y) }
  }
  expect(pointOf(at(1n))).toBeDefined()
  // Half of all numbers are the x of a point; this is the first one from n on.
  const beyond = Array.from({ length: 20 }, (_, i) => ORDER + BigInt(i)).flatMap((x) => {
    try {
      return [at(x)]
    } catch {
      return []
    }
  })
  expect(beyond.length).toBeGreaterThan(0)
  expect(
    provesKnowledge({ x: word(5n), y: word(1n) }, bigEndian(1n, 32), {
      commitment: hex('11'.repeat(20)),
      response: word(9n),
    }),
  ).toBe(false)
  expect(beyond.map(pointOf)).toEqual(beyond.map(() => undefined))
})

test('secrets are made of 48 random bytes, nonces of 32', () => {
  const asked: number[] = []
  const noting = (length: number) => {
    asked.push(length)
    return random(length)
  }
  randomSecret(noting)
  openShard(secret, salt, 5, noting)
  mintProof(
    secret,
    { chainId: 1, contract: hex('11'.repeat(20)), creator: hex('22'.repeat(20)), manifest: salt },
    noting,
  )
  expect(asked).toEqual([48, 32, 32])
})

test('a request is answered however the address of its scalar is spelled', () => {
  const [known] = vectors.cases
  const m = asWorkSecret(fromHex(hex(known!.m)))
  const buyer = { chainId: known!.chainId, contract: hex(known!.contract), buyer: hex(known!.buyer) }
  const context = { ...buyer, key: { x: hex(known!.yx), y: hex(known!.yy) } }
  const kAddr = getAddress(hex(known!.kAddr))
  expect(kAddr).not.toBe(hex(known!.kAddr))
  expect(answerRequest(m, context, { ex: hex(known!.ex), kAddr })).toBe(hex(known!.e))
})

test('the number of a request is a hash in a domain of its own', () => {
  const buyer = hex('22'.repeat(20))
  const domain = keccak256(stringToHex('keyline/v1/request'))
  expect(requestId(7n, buyer, salt)).toBe(keccak256(concat([domain, pad('0x07'), pad(buyer), salt])))
})

test('an opening with an answer of n or more, or of a shard that cannot be, is refused without an error', () => {
  const opening = openShard(secret, salt, 5, random)
  expect(verifyOpening(key, salt, 5, opening)).toBeDefined()
  for (const z of [0n, ORDER, ORDER + 1n])
    expect(verifyOpening(key, salt, 5, { ...opening, z: word(z) })).toBeUndefined()
  for (const index of [-1, SEALED_PART]) expect(verifyOpening(key, salt, index, opening)).toBeUndefined()
  expect(SEALED_PART).toBe(4_294_967_295)
})

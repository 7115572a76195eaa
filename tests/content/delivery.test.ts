import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import {
  answerRequest,
  deliveryProof,
  deliveryTranscript,
  makeRequest,
  receiveSecret,
  requestId,
  requestSecret,
} from '../../src/content/delivery.ts'
import { asWorkSecret, provesKnowledge, publicKey, randomSecret } from '../../src/content/keyline.ts'
import type { Hex } from '../../src/royalties/words.ts'
import vectors from '../vectors/keyline.json' with { type: 'json' }
import { generator } from './random.ts'

const { bytes: random } = generator(13)
const hex = (digits: string): Hex => `0x${digits}`

describe.each(vectors.cases)('known answers of a delivery, attempt $attempt', (known) => {
  const secret = asWorkSecret(fromHex(hex(known.m)))
  const key = { x: hex(known.yx), y: hex(known.yy) }
  const context = { chainId: known.chainId, contract: hex(known.contract), key, buyer: hex(known.buyer) }
  const root = fromHex(hex(known.buyerRoot))
  const terms = { ex: hex(known.ex), kAddr: hex(known.kAddr) }

  it('asks with a point and the address of a one-time scalar', () => {
    expect(requestSecret(root, context, known.attempt)).toBe(BigInt(hex(known.t)))
    expect(makeRequest(root, context, known.attempt)).toEqual(terms)
  })

  it('answers with one scalar, from which the buyer takes the secret', () => {
    expect(answerRequest(secret, context, terms)).toBe(hex(known.e))
    expect(receiveSecret(root, context, known.attempt, hex(known.e))).toEqual(secret)
  })

  it('proves that the deliverer knows the secret', () => {
    const delivery = {
      ...context,
      ...terms,
      deliverer: hex(known.deliverer),
      requestId: BigInt(known.requestId),
      e: hex(known.e),
    }
    expect(toHex(deliveryTranscript(delivery))).toBe(hex(known.deliverCtx))
    const proof = deliveryProof(secret, delivery, () => fromHex(hex(known.nonceRandom)))
    expect(proof).toEqual({ commitment: hex(known.deliverA), response: hex(known.deliverZ) })
    expect(provesKnowledge(key, deliveryTranscript(delivery), proof)).toBe(true)
  })
})

describe('a request', () => {
  const secret = randomSecret(random)
  const root = random(32)
  const context = {
    chainId: 10,
    contract: hex('11'.repeat(20)),
    key: publicKey(secret),
    buyer: hex('33'.repeat(20)),
  }
  const terms = makeRequest(root, context, 0)

  it('is answered alike by everyone who knows the secret', () => {
    const licensee = receiveSecret(root, context, 0, answerRequest(secret, context, terms)!)!
    expect(answerRequest(licensee, context, terms)).toBe(answerRequest(secret, context, terms))
  })

  it.each([
    ['buyer', { buyer: hex('34'.repeat(20)) }],
    ['contract', { contract: hex('12'.repeat(20)) }],
    ['chain', { chainId: 1 }],
    ['work', { key: publicKey(randomSecret(random)) }],
  ])('of another %s is not answered', (_, other) => {
    expect(answerRequest(secret, { ...context, ...other }, terms)).toBeUndefined()
  })

  it('with a point off the curve, beyond the field, or another address is not answered', () => {
    expect(answerRequest(secret, context, { ...terms, ex: hex('00'.repeat(31) + '05') })).toBeUndefined()
    expect(answerRequest(secret, context, { ...terms, ex: hex('ff'.repeat(32)) })).toBeUndefined()
    expect(answerRequest(secret, context, { ...terms, kAddr: hex('00'.repeat(20)) })).toBeUndefined()
  })

  it('gives no secret when the answer is another scalar', () => {
    expect(receiveSecret(root, context, 0, toHex(random(32)))).toBeUndefined()
    expect(receiveSecret(root, context, 1, answerRequest(secret, context, terms)!)).toBeUndefined()
  })

  it('has another number with every work, buyer and point', () => {
    const ids = [
      requestId(1n, context.buyer, terms.ex),
      requestId(2n, context.buyer, terms.ex),
      requestId(1n, context.contract, terms.ex),
      requestId(1n, context.buyer, toHex(random(32))),
    ]
    expect(new Set(ids).size).toBe(4)
  })
})

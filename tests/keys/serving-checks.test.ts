/** Each check by itself: what it refuses, what it lets through, and how deep a request has to lie. */
import { describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import * as check from '../../src/keys/serving/checks.ts'
import { depthOf } from '../../src/keys/serving/finality.ts'
import { keyOf } from '../../src/keys/serving/lift.ts'
import { operatorOf } from '../../src/verify/witnesses/operator.ts'
import { hashTerms } from '../../src/keys/terms.ts'
import { publicKey, randomSecret } from '../../src/content/keyline.ts'
import { NETWORKS } from '../../src/chain/networks.ts'
import { NATIVE, type Address } from '../../src/royalties/words.ts'
import { generator } from '../content/random.ts'
import { ada, bela } from '../chain/stage.ts'
import { PRICE } from './world.ts'

const nobody: Address = `0x${'5e'.repeat(20)}`

describe('each check says why', () => {
  const { bytes } = generator(5)
  const key = publicKey(randomSecret(bytes))
  const terms = {
    id: `0x${'01'.repeat(32)}`,
    work: 1n as never,
    keyAddress: nobody,
    usage: 0,
    units: 1n,
    ref: `0x${'02'.repeat(32)}`,
    buyer: nobody,
    kAddress: nobody,
    deadline: 1_000_000n,
    price: PRICE,
    fee: 0n,
  } as const
  const request = { terms, ex: `0x${'03'.repeat(32)}`, asked: 1_000_000 - 86_400 } as const
  const standing = { key, creator: ada.address, keyBlock: 0n, delegate: NATIVE }
  const kind = (refusal: ReturnType<typeof check.isWorth>) => refusal?.kind

  test('a margin of four hours, whatever the event says of when it was asked', () => {
    const last = 1_000_000 - 14_400
    expect(check.inTime(request, last, last)).toBeUndefined()
    expect(kind(check.inTime(request, last + 1, 0))).toBe('late')
    expect(kind(check.inTime(request, 0, last + 1))).toBe('late')
    for (const asked of [0, 999_999, 1_000_000, 2_000_000]) {
      const told = { ...request, asked }
      expect(check.inTime(told, last, last)).toBeUndefined()
      expect(kind(check.inTime(told, last + 1, 0))).toBe('late')
    }
  })

  test('what the chain keeps of a request', () => {
    const stored = BigInt(hashTerms(terms))
    expect(check.requestStands(stored, terms)).toBeUndefined()
    expect(check.requestStands(0n, terms)).toMatchObject({ kind: 'notFinal', passing: true })
    expect(check.requestStands(1n, terms)).toMatchObject({ kind: 'closed', passing: false })
    expect(check.requestStands(stored ^ 1n, terms)).toMatchObject({ kind: 'unproven' })
    expect(check.stillOpen(stored, terms)).toBeUndefined()
    expect(check.stillOpen(0n, terms)).toMatchObject({ kind: 'closed', passing: true })
    expect(check.stillOpen(1n, terms)).toMatchObject({ kind: 'closed', passing: false })
    expect(check.stillOpen(7n, terms)).toMatchObject({ kind: 'closed', passing: false })
  })

  test('every one of the others', () => {
    const { codeHash } = deployment.tributary
    expect(kind(check.codeIsOurs(`0x${'00'.repeat(32)}`, codeHash))).toBe('foreignCode')
    expect(check.codeIsOurs(codeHash, codeHash)).toBeUndefined()
    expect(kind(check.keyIsTheWorks(key, terms))).toBe('otherKey')
    expect(kind(check.answerFits(undefined))).toBe('unfit')
    expect(kind(check.networkIsAllowed(true, false))).toBe('network')
    expect(check.networkIsAllowed(true, true) ?? check.networkIsAllowed(false, false)).toBeUndefined()
    expect(kind(check.serverHoldsKey(standing, bela.address))).toBe('notHolder')
    expect(
      check.serverHoldsKey(standing, ada.address) ?? check.serverHoldsKey({ ...standing, keyBlock: 1n }, bela.address),
    ).toBeUndefined()
    expect(kind(check.senderMayDeliver(standing, ada.address, bela.address))).toBe('notNamed')
    expect(check.senderMayDeliver({ ...standing, delegate: bela.address }, ada.address, bela.address)).toBeUndefined()
    expect(kind(check.workIsTheCreators(ada.address, undefined))).toBe('copy')
    expect(kind(check.workIsTheCreators(ada.address, bela.address))).toBe('copy')
    expect(kind(check.balanceCovers(9n, 10n))).toBe('balance')
    expect(kind(check.isWorth({ income: 9n, cost: 20n }, 10n))).toBe('unpaid')
    expect(
      check.isWorth({ income: 9n, cost: 20n }, 11n) ?? check.isWorth({ income: 20n, cost: 20n }, -5n),
    ).toBeUndefined()
  })

  test('how deep a request has to lie', () => {
    const on = (id: number) => ({ network: NETWORKS.find((each) => each.id === id)!, embedded: false, known: true })
    const rich = { ...terms, price: 10n ** 18n }
    expect(depthOf(on(8453), terms, NATIVE)).toEqual({ tag: 'safe', below: 0n })
    expect(depthOf(on(42161), rich, NATIVE)).toEqual({ tag: 'safe', below: 0n })
    expect(depthOf(on(1), terms, NATIVE)).toEqual({ tag: 'latest', below: 6n })
    expect(depthOf(on(1), rich, NATIVE)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf(on(1), terms, nobody)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf({ ...on(8453), known: false }, terms, NATIVE)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf({ ...on(1), embedded: true }, rich, NATIVE)).toEqual({ tag: 'latest', below: 0n })
  })

  test('every network of the app has RPCs of two operators', () => {
    const lonely = NETWORKS.filter(({ rpcs }) => new Set(rpcs.map(operatorOf)).size < 2)
    expect(lonely.map(({ name }) => name)).toEqual([])
    expect(operatorOf('https://a.rpc.example.org/x')).toBe(operatorOf('https://b.example.org'))
    expect(operatorOf('http://127.0.0.1:1')).toBe('127.0.0.1')
    expect(operatorOf('http://[::1]:1')).toBe('[::1]')
  })

  test('a key is lifted from x and parity as the contract keeps them', () => {
    for (let i = 0; i < 20; i++) {
      const made = publicKey(randomSecret(bytes))
      expect(keyOf(BigInt(made.x), (BigInt(made.y) & 1n) === 1n)).toEqual(made)
    }
    expect(keyOf(0n, false)).toBeUndefined()
  })
})

import { encodeAbiParameters, keccak256 } from 'viem'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { chooseAttempt } from '../../src/keys/buying/attempt.ts'
import { isOver, isSettled, standingOf, type Asked, type OnChain, type Outcome } from '../../src/keys/buying/asked.ts'
import { acceptedHash, hashTerms, type Accepted } from '../../src/keys/terms.ts'
import type { KeyTerms } from '../../src/royalties/terms.ts'
import { Usage, workId, type Hex } from '../../src/royalties/words.ts'
import { generator } from '../content/random.ts'

const { bytes, below } = generator(52)
const big = (length: number) => BigInt(toHex(bytes(length)))

const terms = (): KeyTerms => ({
  id: toHex(bytes(32)),
  work: workId(big(6)),
  keyAddress: toHex(bytes(20)),
  usage: below(5) as Usage,
  units: big(8),
  ref: toHex(bytes(32)),
  buyer: toHex(bytes(20)),
  kAddress: toHex(bytes(20)),
  deadline: big(5),
  price: big(12),
  fee: big(12),
})

const TUPLE = {
  type: 'tuple',
  components: [
    ['id', 'bytes32'],
    ['work', 'uint256'],
    ['keyAddress', 'address'],
    ['usage', 'uint8'],
    ['units', 'uint256'],
    ['ref', 'bytes32'],
    ['buyer', 'address'],
    ['kAddress', 'address'],
    ['deadline', 'uint256'],
    ['price', 'uint256'],
    ['fee', 'uint256'],
  ].map(([name, type]) => ({ name: name!, type: type! })),
} as const

describe('the hash of a request', () => {
  test('is keccak256(abi.encode(terms)), for 200 random ones', () => {
    for (let round = 0; round < 200; round++) {
      const given = terms()
      expect(hashTerms(given)).toBe(keccak256(encodeAbiParameters([TUPLE], [given as never])))
    }
  })

  test('tells every field', () => {
    const given = { ...terms(), usage: Usage.Play }
    const other = { ...terms(), usage: Usage.Train }
    const changed = (Object.keys(other) as (keyof KeyTerms)[]).map((field) =>
      hashTerms({ ...given, [field]: other[field] }),
    )
    expect(new Set([hashTerms(given), ...changed]).size).toBe(changed.length + 1)
  })
})

describe('what a buyer agrees to', () => {
  const accepted: Accepted = {
    manifest: `0x${'AB'.repeat(32)}`,
    usage: Usage.Play,
    licence: {
      spdx: 'CC-BY-NC-4.0',
      terms: { commercialUse: false, derivatives: true, attribution: true, aiTraining: false, territory: 'worldwide' },
    },
    sentences: ['Not for commercial use'],
  }

  test('is one hash, whatever the case of the digest and the order of fields', () => {
    const { terms: inner, spdx } = accepted.licence
    const turned = {
      ...accepted,
      manifest: accepted.manifest.toLowerCase() as Hex,
      licence: { terms: inner, spdx: spdx! },
    }
    expect(acceptedHash(turned)).toBe(acceptedHash(accepted))
    expect(acceptedHash(accepted)).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('is another one when a word of it is another', () => {
    const change: Partial<Accepted>[] = [
      { manifest: `0x${'cd'.repeat(32)}` },
      { usage: Usage.Train },
      { sentences: ['May be used commercially'] },
      { licence: { ...accepted.licence, terms: { ...accepted.licence.terms, aiTraining: true } } },
    ]
    const hashes = change.map((each) => acceptedHash({ ...accepted, ...each }))
    expect(new Set([acceptedHash(accepted), ...hashes]).size).toBe(change.length + 1)
  })
})

describe('the number of a request', () => {
  const ports = (used: readonly number[], pending: readonly number[]) => ({
    terms: async (attempt: number): Promise<{ ex: Hex; kAddr: Hex }> => ({
      ex: `0x${attempt.toString(16)}`,
      kAddr: '0x00',
    }),
    idOf: (ex: Hex) => ex,
    used: async (id: Hex) => used.includes(Number(id)),
    pending: new Set(pending.map((attempt): Hex => `0x${attempt.toString(16)}`)),
  })

  test('is the smallest that is neither on chain nor on its way, for 300 random histories', async () => {
    for (let round = 0; round < 300; round++) {
      const some = () => Array.from({ length: below(9) }, () => below(9))
      const [used, pending] = [some(), some()]
      const { attempt } = await chooseAttempt(ports(used, pending))
      const taken = new Set([...used, ...pending])
      expect(taken.has(attempt)).toBe(false)
      for (let smaller = 0; smaller < attempt; smaller++) expect(taken.has(smaller)).toBe(true)
    }
  })

  test('a node that calls everything used does not keep the buyer for ever', async () => {
    const all = { ...ports([], []), used: async () => true }
    await expect(chooseAttempt(all)).rejects.toThrow(RangeError)
  })
})

describe('where a request stands', () => {
  const open: OnChain = { kind: 'open', terms: '0x02' }
  const asked = (change: Partial<Asked> = {}) => ({ deadline: 100n, block: 5n, ...change }) as Asked
  const delivered = (taken: Extract<Outcome, { kind: 'delivered' }>['taken']): Outcome => ({
    ...{ kind: 'delivered', scalar: '0x01', server: '0x02' },
    taken,
  })

  test('follows from the contract and the time alone', () => {
    expect(standingOf(asked({ block: undefined as never }), { kind: 'unused' }, 0n)).toBe('unsent')
    expect(standingOf(asked(), { kind: 'unused' }, 0n)).toBe('vanished')
    expect(standingOf(asked(), open, 100n)).toBe('waiting')
    expect(standingOf(asked(), open, 101n)).toBe('expired')
    expect(standingOf(asked(), { kind: 'closed' }, 101n)).toBe('closed')
    expect(standingOf(asked({ outcome: { kind: 'refunded', amount: 1n } }), { kind: 'closed' }, 0n)).toBe('refunded')
    const told = (['not yet', 'yes', 'never'] as const).map((taken) =>
      standingOf(asked({ outcome: delivered(taken) }), { kind: 'closed' }, 0n),
    )
    expect(told).toEqual(['delivered', 'received', 'foreign'])
    expect(told.map(isOver)).toEqual([false, true, true])
    const day = 86_400_000
    const old = (taken: 'not yet' | 'yes') => asked({ at: 0, outcome: delivered(taken) })
    expect([isSettled(old('yes'), 41 * day), isSettled(old('yes'), 39 * day)]).toEqual([true, false])
    expect(isSettled(old('not yet'), 400 * day)).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { hashTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { canonical } from '../../src/content/canonical.ts'
import { parseManifest } from '../../src/content/parse.ts'
import { signedBytes, signerOf, signingHash, signingPayload } from '../../src/content/signing.ts'
import type { Address, Hex } from '../../src/royalties/words.ts'
import { dataset, song } from './manifests.ts'

const account = privateKeyToAccount(`0x${'5'.repeat(64)}`)
const creator = account.address.toLowerCase() as Address
const unsigned = { ...dataset, creator: { name: 'Ama', account: creator } }
const signature = await account.signTypedData(signingPayload(unsigned))
const signed = { ...unsigned, signature }

describe('a signed manifest', () => {
  it('is hashed as wallets hash typed data', () => {
    for (const manifest of [song, dataset, signed]) {
      expect(signingHash(manifest)).toBe(hashTypedData(signingPayload(manifest)))
    }
  })

  it('tells who signed it, also after it was stored and read', () => {
    expect(signerOf(signed)).toBe(creator)
    const stored = parseManifest(signedBytes(unsigned, signature))
    expect(stored.ok && signerOf(stored.manifest)).toBe(creator)
  })

  it('is the same to sign whether or not it carries a signature already', () => {
    expect(signingHash(signed)).toBe(signingHash(unsigned))
  })

  it('is signed by somebody else when any field of it changes, unknown fields included', () => {
    for (const change of [{ name: 'Other' }, { parents: song.parents }, { unknown: 1 }]) {
      expect(signerOf({ ...signed, ...change })).not.toBe(creator)
    }
  })

  it('keeps its bytes in canonical order with the signature in lower case', () => {
    const shouting: Hex = `0x${signature.slice(2).toUpperCase()}`
    expect(signedBytes(unsigned, shouting)).toEqual(canonical(signed))
  })

  it.each<[string, Hex | undefined]>([
    ['no signature', undefined],
    ['an empty one', '0x'],
    ['one of a contract account', `0x${'12'.repeat(200)}`],
    ['zeros', `0x${'00'.repeat(65)}`],
    ['a wrong recovery byte', `${signature.slice(0, -2)}ff` as Hex],
  ])('with %s has no signer', (_, signature) => {
    const manifest = { ...unsigned, ...(signature && { signature }) }
    expect(signerOf(manifest)).toBeUndefined()
  })

  it('cannot be signed a second way with the mirrored s', () => {
    const s = BigInt(`0x${signature.slice(66, 130)}`)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const v = signature.endsWith('1b') ? '1c' : '1b'
    const mirrored = `${signature.slice(0, 66)}${(order - s).toString(16).padStart(64, '0')}${v}` as Hex
    expect(signerOf({ ...signed, signature: mirrored })).toBeUndefined()
  })
})

/** What is checked of an offer before it is paid for, and how a sealed description reads. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import { manifestDigest } from '../../src/content/digest.ts'
import { publicKey, randomSecret, workAddress } from '../../src/content/keyline.ts'
import type { Manifest } from '../../src/content/manifest.ts'
import { addressOf, Point } from '../../src/content/scalar.ts'
import { signedBytes, signingHash } from '../../src/content/signing.ts'
import { checkPaper, keyFrom, type Minted } from '../../src/keys/buying/paper.ts'
import { countdown, leftOf } from '../../src/screens/licence/countdown.ts'
import { linesOf } from '../../src/screens/licence/sealed-lines.ts'
import { song } from '../content/manifests.ts'
import { generator } from '../content/random.ts'

const { bytes } = generator(9)
const here = { chainId: 31337, contract: song.home!.contract }
const signingKey = bytes(32)
const creator = addressOf(Point.fromBytes(secp256k1.getPublicKey(signingKey)).toAffine())

function signed(change: Partial<Manifest> = {}): Uint8Array {
  const manifest: Manifest = { ...song, creator: { name: 'Ama', account: creator }, ...change }
  const signature = secp256k1.sign(fromHex(signingHash(manifest)), signingKey, { prehash: false, format: 'recovered' })
  return signedBytes(manifest, toHex(concatBytes(signature.subarray(1), Uint8Array.of(27 + signature[0]!))))
}
const mintedOf = (manifest: Uint8Array, change: Partial<Minted> = {}): Minted => ({
  creator,
  manifest: manifestDigest(manifest),
  keyX: BigInt(song.key!.x),
  keyOdd: (BigInt(song.key!.y) & 1n) === 1n,
  ...change,
})

describe('before paying', () => {
  test('the creator’s own first publication passes, and its key is named', () => {
    const manifest = signed()
    expect(checkPaper(mintedOf(manifest), manifest, here)).toMatchObject({
      ok: true,
      key: song.key,
      keyAddress: workAddress(song.key!),
      copy: undefined,
    })
  })

  test('another manifest, another key or another parity is refused', () => {
    const manifest = signed()
    const minted = mintedOf(manifest)
    const refused: [Partial<Minted>, RegExp][] = [
      [{ manifest: manifestDigest(bytes(32)) }, /not the manifest that was published/],
      [{ keyX: minted.keyX + 1n }, /not the key on the chain/],
      [{ keyOdd: !minted.keyOdd }, /not the key on the chain/],
    ]
    for (const [change, sentence] of refused) {
      const paper = checkPaper({ ...minted, ...change }, manifest, here)
      expect(paper.ok ? '' : paper.sentence).toMatch(sentence)
    }
    const off = signed({
      key: { ...song.key!, y: toHex(Uint8Array.from(fromHex(song.key!.y), (b, i) => (i ? b : b ^ 1))) },
    })
    expect(checkPaper(mintedOf(off), off, here)).toMatchObject({ ok: false })
  })

  test('copies are called copies: unsigned, signed by another, or at home elsewhere', () => {
    const manifest = signed()
    const other = `0x${'99'.repeat(20)}` as const
    expect(checkPaper(mintedOf(manifest, { creator: other }), manifest, here)).toMatchObject({
      copy: { kind: 'signer', signer: creator },
    })
    const spoilt = signed({ signature: song.signature! })
    const unsigned = new TextEncoder().encode(
      new TextDecoder().decode(spoilt).replace(/"signature":"0x[0-9a-f]+"/, `"signature":"${song.signature}"`),
    )
    expect(checkPaper(mintedOf(unsigned), unsigned, here)).toMatchObject({ copy: { kind: 'unsigned' } })
    // A contract account has vouched for the same bytes.
    expect(checkPaper(mintedOf(unsigned), unsigned, here, true)).toMatchObject({ ok: true, copy: undefined })
    expect(checkPaper(mintedOf(manifest), manifest, { ...here, chainId: 10 })).toMatchObject({ copy: { kind: 'home' } })
  })

  test('the content key is the same point whichever half of it is known, for 50 random ones', () => {
    for (let round = 0; round < 50; round++) {
      const key = publicKey(randomSecret(bytes))
      expect(keyFrom(BigInt(key.x), (BigInt(key.y) & 1n) === 1n)).toEqual(key)
    }
    expect(keyFrom(5n, false)).toBeUndefined()
  })
})

describe('what a person reads', () => {
  test('how long is left', () => {
    expect([86_399, 3_600, 3_599, 61, 0, -5, 200_000].map(countdown)).toEqual([
      ...['23 h 59 min', '1 h 0 min', '59:59', '1:01', '0:00', '0:00', '2 d 7 h'],
    ])
    const asked = { deadline: 2_000n, request: { window: 1_000n } as never }
    expect(leftOf(asked, 1_500_000)).toEqual({ seconds: 500, part: 0.5 })
    expect(leftOf(asked, 9_000_000).part).toBe(1)
  })

  test('a sealed description, whatever stands in it', () => {
    expect(linesOf({ masterRights: 'Ama', stems: [{ name: 'drums', bpm: 92 }], paid: true, ids: [1, 2] })).toEqual([
      { label: 'Master rights', text: 'Ama', depth: 0 },
      { label: 'Stems', depth: 0 },
      { label: '1', depth: 1 },
      { label: 'Name', text: 'drums', depth: 2 },
      { label: 'Bpm', text: '92', depth: 2 },
      { label: 'Paid', text: 'yes', depth: 0 },
      { label: 'Ids', text: '1, 2', depth: 0 },
    ])
    expect(linesOf('only a text')).toEqual([{ label: 'Content', text: 'only a text', depth: 0 }])
    expect(linesOf({ at: 'https://x.example/a', bad: 'javascript:alert(1)' })).toEqual([
      { label: 'At', text: 'https://x.example/a', href: 'https://x.example/a', depth: 0 },
      { label: 'Bad', text: 'javascript:alert(1)', depth: 0 },
    ])
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ inner }), 'end')
    expect(linesOf(deep).length).toBeLessThan(10)
    expect(linesOf(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i]))).length).toBeLessThan(501)
  })
})

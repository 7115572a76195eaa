import { expect, test } from 'vitest'
import { pointOf, publicKey, randomSecret } from '../../src/content/keyline.ts'
import { isContentKey } from '../../src/content/on-curve.ts'
import type { Hex } from '../../src/royalties/words.ts'

const word = (n: bigint): Hex => `0x${n.toString(16).padStart(64, '0')}`

test('a content key is judged as the curve library judges it', () => {
  const key = publicKey(randomSecret())
  const P = 2n ** 256n - 2n ** 32n - 977n
  const cases = [
    key,
    { x: key.x, y: word(P - BigInt(key.y)) },
    { x: key.x, y: word(BigInt(key.y) + 1n) },
    { x: word(0n), y: key.y },
    { x: word(P), y: key.y },
    { x: key.x, y: word(P) },
    { x: word(1n), y: word(1n) },
  ]
  expect(cases.map(isContentKey)).toEqual([true, true, false, false, false, false, false])
  expect(cases.map((each) => pointOf(each) !== undefined)).toEqual(cases.map(isContentKey))
})

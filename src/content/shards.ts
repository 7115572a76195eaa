/** Keys of a work's shards: each from its own point H_j, so that one shard can be opened with a proof and tells nothing
 * about the others. key-delivery §5.7. */
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex } from '../royalties/words.ts'
import { bigEndian, fromBigEndian, fromHex, type Bytes } from './bytes.ts'
import type { WorkSecret } from './keyline.ts'
import { compressed, derive, hashWords, Point, tag } from './scalar.ts'

/** The index of the manifest's sealed part. Never a shard: it is neither sampled nor opened. */
export const SEALED_PART = 2 ** 32 - 1

/** H_j: the first hash that is the x of a point, with even y. Inputs are public, so time taken says nothing. */
export function shardPoint(salt32: Hex, index: number): Point {
  const { Fp } = Point
  for (let i = 0; ; i++) {
    const x = fromBigEndian(hashWords(tag('h2c-tai'), salt32, index, i))
    if (x >= Fp.ORDER) continue
    const square = Fp.add(Fp.mul(Fp.sqr(x), x), 7n)
    if (!isSquare(square)) continue
    const y = Fp.sqrt(square)
    return Point.fromAffine({ x, y: Fp.isOdd!(y) ? Fp.neg(y) : y })
  }
}

function isSquare(n: bigint): boolean {
  const { Fp } = Point
  return Fp.eql(Fp.pow(n, (Fp.ORDER - 1n) / 2n), 1n)
}

/** Γ_j = m·H_j: what is disclosed when shard j is opened. */
export const shardSecret = (secret: WorkSecret, salt32: Hex, index: number): Point =>
  shardPoint(salt32, index).multiply(fromBigEndian(secret))

/** The 32-byte key of shard `index`, or of the manifest's sealed part at index `SEALED_PART`. */
export function shardKey(secret: WorkSecret, salt32: Hex, index: number): Bytes {
  return keyOfShardSecret(shardSecret(secret, salt32, index), salt32, index)
}

/** The key that an opening (Γ_j) gives. */
export function keyOfShardSecret(gamma: Point, salt32: Hex, index: number): Bytes {
  const info =
    index === SEALED_PART
      ? utf8ToBytes('keyline/v1/sealed-part')
      : concatBytes(utf8ToBytes('keyline/v1/shard-key'), bigEndian(index, 4))
  return derive(compressed(gamma), fromHex(salt32), info, 32)
}

/** What a shard's ciphertext is bound to: the work's salt and the shard's number. */
export function shardAad(salt32: Hex, index: number): Bytes {
  return concatBytes(utf8ToBytes('keyline/v1/shard'), fromHex(salt32), bigEndian(index, 4))
}

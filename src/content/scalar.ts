/** Notation of key-delivery §1: scalars, words, hashes and the nonce of every proof. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Address, Hex } from '../royalties/words.ts'
import { bigEndian, fromBigEndian, fromHex, toHex, type Bytes } from './bytes.ts'

export const Point = secp256k1.Point
export type Point = InstanceType<typeof Point>
/** The group's order. */
export const ORDER = Point.Fn.ORDER

export const SALT = utf8ToBytes('keyline/v1')

/** The domain a hash belongs to. */
export const tag = (name: string): Bytes => keccak_256(utf8ToBytes(`keyline/v1/${name}`))

export type Word = bigint | number | Hex | Uint8Array

/** 32-byte big-endian words; shorter values are padded on the left, like `abi.encode` of addresses and numbers. */
export const words = (...values: Word[]): Bytes => concatBytes(...values.map(toWord))

export const hashWords = (...values: Word[]): Bytes => keccak_256(words(...values))

function toWord(word: Word): Bytes {
  if (typeof word === 'bigint' || typeof word === 'number') return bigEndian(word, 32)
  return bigEndian(fromBigEndian(typeof word === 'string' ? fromHex(word) : word), 32)
}

export const derive = (key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Bytes =>
  hkdf(sha256, key, salt, info, length)

/** 48 uniform bytes to a scalar in [1, n−1]; bias below 2^-127. */
export const wide = (bytes48: Uint8Array): bigint => (fromBigEndian(bytes48) % (ORDER - 1n)) + 1n

export const compressed = (point: Point): Bytes => point.toBytes(true)

/** Last 20 bytes of keccak256(x ‖ y): what the ecrecover precompile says of a point. */
export function addressOf(point: { x: bigint; y: bigint }): Address {
  return toHex(keccak_256(concatBytes(bigEndian(point.x, 32), bigEndian(point.y, 32))).subarray(12))
}

/**
 * The nonce of a proof about `secret`. All licensees share the secret, so a counter or a bare RNG may repeat and give it
 * away: this one depends on the secret, on 32 fresh random bytes and on everything the proof says.
 */
export function hedgedNonce(secret: Uint8Array, random32: Uint8Array, transcript: Uint8Array): bigint {
  const info = concatBytes(utf8ToBytes('keyline/v1/nonce'), sha256(transcript))
  return wide(derive(secret, random32, info, 48))
}

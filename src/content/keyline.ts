/** A work's secret scalar m, its public content key Y = m·G, and the proof at mint that whoever publishes Y knows m.
 * key-delivery §5.1 and §5.2; what is done with m afterwards stands in shards.ts, openings.ts and delivery.ts. */
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Address, Deployment, Hex } from '../royalties/words.ts'
import { bigEndian, fromBigEndian, fromHex, toHex, type Bytes, type Random } from './bytes.ts'
import { addressOf, derive, hashWords, hedgedNonce, ORDER, Point, SALT, tag, wide } from './scalar.ts'

export { shardAad, shardKey, SEALED_PART } from './shards.ts'

/** 32 bytes, big-endian, a scalar in [1, n−1]. Whoever has them reads the work. */
export type WorkSecret = Bytes & { readonly __brand: 'WorkSecret' }

/** Y: affine coordinates of a point on secp256k1, 32 bytes each. A type and no interface, so that it fits a manifest. */
export type ContentKey = {
  readonly x: Hex
  readonly y: Hex
}

export interface MintContext extends Deployment {
  readonly creator: Address
  /** SHA-256 of the manifest's bytes. */
  readonly manifest: Hex
}

/** Proof of knowledge of m: a = addr(κ·G) and z = κ + c·m. */
export interface MintProof {
  readonly commitment: Address
  readonly response: Hex
}

/** Throws when the bytes are no usable secret: not 32, zero, at least n, or with a public x of at least n (never seen: 2^-128). */
export function asWorkSecret(bytes: Uint8Array): WorkSecret {
  const m = fromBigEndian(bytes)
  if (bytes.length !== 32 || m < 1n || m >= ORDER)
    throw new RangeError('A work secret is a number from 1 to n − 1 in 32 bytes')
  if (Point.BASE.multiply(m).x >= ORDER)
    throw new RangeError('This work secret has no usable public key: take another salt')
  return Uint8Array.from(bytes) as WorkSecret
}

/** The recoverable secret of a work: the same root, home, creator and salt give the same secret for ever. */
export function deriveWorkSecret(root: Uint8Array, home: Deployment, creator: Address, salt32: Hex): WorkSecret {
  const info = concatBytes(utf8ToBytes('work-secret'), placeOf(home), fromHex(creator), fromHex(salt32))
  return asWorkSecret(bigEndian(wide(derive(root, SALT, info, 48)), 32))
}

/** A secret that exists nowhere else: forgotten by the vault, it is gone. For test networks, and for works to be shredded. */
export function randomSecret(random: Random = randomBytes): WorkSecret {
  return asWorkSecret(bigEndian(wide(random(48)), 32))
}

export function publicKey(secret: WorkSecret): ContentKey {
  const { x, y } = Point.BASE.multiply(fromBigEndian(secret)).toAffine()
  return { x: toHex(bigEndian(x, 32)), y: toHex(bigEndian(y, 32)) }
}

/** The content key as a point; `undefined` when it is not on the curve or its x is at least n. */
export function pointOf(key: ContentKey): Point | undefined {
  const x = BigInt(key.x)
  const y = BigInt(key.y)
  if (x === 0n || x >= ORDER || y >= Point.Fp.ORDER) return undefined
  try {
    const point = Point.fromAffine({ x, y })
    point.assertValidity()
    return point
  } catch {
    return undefined
  }
}

/** addr(Y): the form in which hashes and the contract name a work's content key. */
export const workAddress = (key: ContentKey): Address => addressOf({ x: BigInt(key.x), y: BigInt(key.y) })

/** chainId as a word ‖ contract: how every derivation names a deployment. */
export const placeOf = (home: Deployment): Bytes => concatBytes(bigEndian(home.chainId, 32), fromHex(home.contract))

export function mintProof(secret: WorkSecret, context: MintContext, random: Random = randomBytes): MintProof {
  const transcript = mintTranscript(publicKey(secret), context)
  return proveKnowledge(secret, transcript, random)
}

/** What a mint proof is about: this key, by this creator, with this manifest, in this deployment. */
export function mintTranscript(key: ContentKey, { chainId, contract, creator, manifest }: MintContext): Bytes {
  return hashWords(tag('mint-pok'), chainId, contract, creator, key.x, BigInt(key.y) & 1n, manifest)
}

/** Schnorr over `transcript` with a hedged nonce. Safe because c binds the commitment and the transcript names its purpose. */
export function proveKnowledge(secret: WorkSecret, transcript: Bytes, random: Random = randomBytes): MintProof {
  const nonce = hedgedNonce(secret, random(32), transcript)
  const commitment = addressOf(Point.BASE.multiply(nonce).toAffine())
  const challenge = fromBigEndian(hashWords(transcript, commitment)) % ORDER
  const response = (nonce + challenge * fromBigEndian(secret)) % ORDER
  // Zero would be refused by the contract; the chance is 2^-256 and the next nonce is another.
  if (response === 0n) return proveKnowledge(secret, transcript, random)
  return { commitment, response: toHex(bigEndian(response, 32)) }
}

/** The contract's check, in its order: z in [1, n−1], a ≠ 0, addr(z·G − c·Y) = a. */
export function provesKnowledge(key: ContentKey, transcript: Bytes, proof: MintProof): boolean {
  const point = pointOf(key)
  const z = BigInt(proof.response)
  if (!point || z < 1n || z >= ORDER || BigInt(proof.commitment) === 0n) return false
  const challenge = fromBigEndian(hashWords(transcript, proof.commitment)) % ORDER
  const claimed = Point.BASE.multiply(z).subtract(point.multiplyUnsafe(challenge))
  return !claimed.is0() && addressOf(claimed.toAffine()) === proof.commitment.toLowerCase()
}

/** Opening one shard in public: Γ_j with a proof that it belongs to the work's key, so that anyone can decrypt this shard,
 * knows it is sealed as sold, and learns nothing about the others. key-delivery §5.7. */
import { randomBytes } from '@noble/hashes/utils.js'
import type { Hex } from '../royalties/words.ts'
import { bigEndian, fromBigEndian, fromHex, toHex, type Bytes, type Random } from './bytes.ts'
import { pointOf, publicKey, type ContentKey, type WorkSecret } from './keyline.ts'
import { addressOf, compressed, hashWords, hedgedNonce, ORDER, Point, tag, words, type Word } from './scalar.ts'
import { keyOfShardSecret, SEALED_PART, shardPoint, shardSecret } from './shards.ts'

export interface ShardOpening {
  /** Γ_j, compressed, 33 bytes. */
  readonly gamma: Hex
  readonly c: Hex
  readonly z: Hex
}

export function openShard(secret: WorkSecret, salt32: Hex, index: number, random: Random = randomBytes): ShardOpening {
  if (index === SEALED_PART) throw new RangeError('The sealed part of a manifest is never opened')
  const statement = new Statement(publicKey(secret), salt32, index, shardSecret(secret, salt32, index))
  const nonce = hedgedNonce(secret, random(32), statement.words)
  const c = statement.challenge(Point.BASE.multiply(nonce), statement.h.multiply(nonce))
  const z = (nonce + (fromBigEndian(c) % ORDER) * fromBigEndian(secret)) % ORDER
  if (z === 0n || fromBigEndian(c) % ORDER === 0n) return openShard(secret, salt32, index, random)
  return { gamma: toHex(compressed(statement.gamma)), c: toHex(c), z: toHex(bigEndian(z, 32)) }
}

/**
 * The shard's key when the opening is proven under `key`, else `undefined`. Warning: `key` must be the work's own: an
 * opening under another key verifies just as well.
 */
export function verifyOpening(key: ContentKey, salt32: Hex, index: number, opening: ShardOpening): Bytes | undefined {
  const y = pointOf(key)
  const gamma = readPoint(opening.gamma)
  const c = BigInt(opening.c) % ORDER
  const z = BigInt(opening.z)
  const fits = opening.c.length === 66 && opening.z.length === 66 && index >= 0 && index < SEALED_PART
  if (!y || !gamma || !fits || c === 0n || z < 1n || z >= ORDER) return undefined
  const statement = new Statement(key, salt32, index, gamma)
  const t1 = Point.BASE.multiplyUnsafe(z).subtract(y.multiplyUnsafe(c))
  const t2 = statement.h.multiplyUnsafe(z).subtract(gamma.multiplyUnsafe(c))
  if (t1.is0() || t2.is0()) return undefined
  const same = toHex(statement.challenge(t1, t2)) === opening.c.toLowerCase()
  return same ? keyOfShardSecret(gamma, salt32, index) : undefined
}

function readPoint(hex: Hex): Point | undefined {
  try {
    return hex.length === 68 ? Point.fromBytes(fromHex(hex)) : undefined
  } catch {
    return undefined
  }
}

/** What an opening proves: log_G(Y) = log_H(Γ), for this salt and this shard. */
class Statement {
  readonly h: Point
  readonly gamma: Point
  readonly #fields: Word[]

  constructor(key: ContentKey, salt32: Hex, index: number, gamma: Point) {
    this.h = shardPoint(salt32, index)
    this.gamma = gamma
    const { x: hx, y: hy } = this.h.toAffine()
    const { x, y } = gamma.toAffine()
    this.#fields = [tag('open'), salt32, index, key.x, key.y, hx, hy, x, y]
  }

  /** W(…) itself, unhashed: the nonce's transcript. */
  get words(): Bytes {
    return words(...this.#fields)
  }

  challenge(t1: Point, t2: Point): Bytes {
    const { x, y } = t2.toAffine()
    return hashWords(...this.#fields, addressOf(t1.toAffine()), x, y)
  }
}

/** The arithmetic of key delivery (key-delivery §5.1, §5.3, §5.4): a buyer publishes a point, whoever knows m answers with
 * one scalar e, and only the buyer can take m out of it. When it is safe to answer is not decided here. */
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Address, Deployment, Hex } from '../royalties/words.ts'
import { bigEndian, fromBigEndian, fromHex, toHex, type Bytes, type Random } from './bytes.ts'
import { asWorkSecret, placeOf, pointOf, proveKnowledge, publicKey, workAddress } from './keyline.ts'
import type { ContentKey, MintProof, WorkSecret } from './keyline.ts'
import { addressOf, compressed, derive, hashWords, ORDER, Point, SALT, tag, wide } from './scalar.ts'

/** Who asks for which work's key where: every derivation below is bound to all of it. */
export interface RequestContext extends Deployment {
  readonly key: ContentKey
  readonly buyer: Address
}

/** What a request says on chain: E's x, and the address that the answer must fit. */
export interface RequestTerms {
  readonly ex: Hex
  readonly kAddr: Address
}

/** t, with t·G of even y: recoverable from the root and the attempt's number. */
export function requestSecret(
  root: Uint8Array,
  { chainId, contract, key, buyer }: RequestContext,
  attempt: number,
): bigint {
  const place = concatBytes(utf8ToBytes('request'), placeOf({ chainId, contract }))
  const info = concatBytes(place, fromHex(workAddress(key)), fromHex(buyer), bigEndian(attempt, 4))
  const t = wide(derive(root, SALT, info, 48))
  return isEven(Point.BASE.multiply(t)) ? t : ORDER - t
}

const isEven = (point: Point): boolean => (point.y & 1n) === 0n

/** k: known to the buyer (from t·Y) and to whoever knows m (from m·E), to nobody else. */
function oneTimeScalar(shared: Point, { chainId, contract, key, buyer }: RequestContext, ex: Hex): bigint {
  const place = concatBytes(utf8ToBytes('keyline/v1/otk'), placeOf({ chainId, contract }))
  const info = concatBytes(place, fromHex(workAddress(key)), fromHex(buyer), fromHex(ex))
  return wide(derive(compressed(shared), SALT, info, 48))
}

/** Throws when the content key is no point: such a work cannot be bought. */
function buyersScalar(t: bigint, context: RequestContext): { k: bigint; ex: Hex } {
  const y = pointOf(context.key)
  if (!y) throw new RangeError('The content key is not a point on the curve')
  const ex = toHex(bigEndian(Point.BASE.multiply(t).x, 32))
  return { k: oneTimeScalar(y.multiply(t), context, ex), ex }
}

export function makeRequest(root: Uint8Array, context: RequestContext, attempt: number): RequestTerms {
  const { k, ex } = buyersScalar(requestSecret(root, context, attempt), context)
  return { ex, kAddr: addressOf(Point.BASE.multiply(k)) }
}

/**
 * e = m + k for this request; `undefined` when the request does not fit (a foreign context, a point off the curve, an
 * address of another k). Warning: then nothing must be sent. An e for a mismatched request hands m out for free.
 */
export function answerRequest(
  secret: WorkSecret,
  context: RequestContext,
  { ex, kAddr }: RequestTerms,
): Hex | undefined {
  const point = liftEven(BigInt(ex))
  if (!point || workAddress(publicKey(secret)) !== workAddress(context.key)) return undefined
  const m = fromBigEndian(secret)
  const k = oneTimeScalar(point.multiply(m), context, ex)
  const e = (m + k) % ORDER
  return addressOf(Point.BASE.multiply(k)) === kAddr.toLowerCase() && e !== 0n ? toHex(bigEndian(e, 32)) : undefined
}

function liftEven(x: bigint): Point | undefined {
  try {
    return Point.fromBytes(concatBytes(Uint8Array.of(2), bigEndian(x, 32)))
  } catch {
    return undefined
  }
}

/** m from a delivered e; `undefined` when it is not the secret of the work's key. */
export function receiveSecret(
  root: Uint8Array,
  context: RequestContext,
  attempt: number,
  e: Hex,
): WorkSecret | undefined {
  const { k } = buyersScalar(requestSecret(root, context, attempt), context)
  const m = (((BigInt(e) - k) % ORDER) + ORDER) % ORDER
  if (m === 0n) return undefined
  const secret = asWorkSecret(bigEndian(m, 32))
  const { x, y } = publicKey(secret)
  return x === context.key.x && y === context.key.y ? secret : undefined
}

export interface DeliveryContext extends Deployment {
  /** Account that calls `deliver`. */
  readonly deliverer: Address
  readonly requestId: bigint | Hex
  readonly key: ContentKey
  readonly kAddr: Address
  readonly e: Hex
}

export function deliveryTranscript({ chainId, contract, deliverer, requestId, key, kAddr, e }: DeliveryContext): Bytes {
  return hashWords(tag('deliver-pok'), chainId, contract, deliverer, requestId, key.x, BigInt(key.y) & 1n, kAddr, e)
}

/** Proof that the deliverer knows m, so that nobody copies e from the mempool and takes the fee. */
export const deliveryProof = (secret: WorkSecret, context: DeliveryContext, random: Random = randomBytes): MintProof =>
  proveKnowledge(secret, deliveryTranscript(context), random)

/** The contract's number for a request; used once ever. */
export const requestId = (work: bigint, buyer: Address, ex: Hex): Hex =>
  toHex(hashWords(tag('request'), work, buyer, ex))

/** Blocks: the store they lie in, and the CID that is the SHA-256 of their bytes. */
import type { Blockstore } from 'interface-blockstore'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import { StorageProblem } from './problem.ts'

export type Blocks = Pick<Blockstore, 'has' | 'get' | 'put' | 'delete'>

/** One leaf, one sealed segment, one raw block. */
export const LEAF_BYTES = 1_048_576
/** What a gateway or peer may send as one block before we stop listening (Bitswap's own bound). */
export const MAX_BLOCK_BYTES = 2 * 1_048_576
export const SHA2_256 = 0x12

/** WebCrypto wants memory that is not shared with another thread; ours never is. */
export const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)))
}

export const rawCid = (digest: Uint8Array): CID => CID.createV1(raw.code, Digest.create(SHA2_256, digest))

export async function cidOf(bytes: Uint8Array, codec: number = raw.code): Promise<CID> {
  return CID.createV1(codec, Digest.create(SHA2_256, await sha256(bytes)))
}

/** Whether `bytes` are what `cid` names. Only SHA-256 and identity are known; any other hash is refused as unverifiable. */
export async function isBlock(cid: CID, bytes: Uint8Array): Promise<boolean> {
  if (cid.multihash.code === 0) return same(cid.multihash.digest, bytes)
  return cid.multihash.code === SHA2_256 && same(cid.multihash.digest, await sha256(bytes))
}

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i])

/** A block as one array; stores may hand it out in pieces. */
export async function blockBytes(from: Pick<Blocks, 'get'>, cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of from.get(cid, signal ? { signal } : {})) parts.push(part)
  return parts.length === 1 ? parts[0]! : join(parts)
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** For text a user or another program gave us. */
export function parseCid(text: string): CID {
  try {
    return CID.parse(text)
  } catch (cause) {
    throw new StorageProblem('notFound', `“${text.slice(0, 80)}” is not an IPFS address.`, { cause })
  }
}

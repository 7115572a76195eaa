/** AES-256-GCM around a few bytes, bound to the place where they are kept: a record moved elsewhere does not open. */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Bytes } from '../content/bytes.ts'
import { VaultProblem, type VaultProblemKind } from './problem.ts'

export interface Wrapped {
  readonly iv: Bytes
  readonly sealed: Bytes
}

const parameters = (iv: Bytes, place: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(`tributary/vault/${place}`),
})

export async function wrap(key: CryptoKey, bytes: Bytes, place: string): Promise<Wrapped> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt(parameters(iv, place), key, bytes)) }
}

/** Throws a DOMException when `wrapped` is of another key or place. */
export async function unwrap(key: CryptoKey, { iv, sealed }: Wrapped, place: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt(parameters(iv, place), key, sealed))
}

/** The same of a record as it was found, which may be anything; throws `problem` where it does not open. */
export const opened = (key: CryptoKey, record: unknown, place: string, problem: VaultProblemKind): Promise<Bytes> =>
  unwrap(key, record as Wrapped, place).catch((cause: unknown) => {
    throw new VaultProblem(problem, cause)
  })

/** None of the keys made here can be read back by a script. */
export const secretKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** A wrapping key from a secret of high entropy (32 random bytes, a signature): HKDF-SHA256, bound to its purpose. */
export async function keyFrom(secret: Bytes, salt: Bytes, purpose: 'passkey' | 'wallet'): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8ToBytes(`tributary/vault/${purpose}`) as Bytes }
  return crypto.subtle.deriveKey(parameters, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

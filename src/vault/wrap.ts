/** AES-256-GCM around a few bytes, bound to the place where they are kept: a record moved elsewhere does not open. */
import type { Bytes } from '../content/bytes.ts'

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

export const secretKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

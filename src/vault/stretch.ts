/** From a passphrase to a key: scrypt N = 2^17, r = 8, p = 1. About half a second and 128 MB. */
import { scryptAsync } from '@noble/hashes/scrypt.js'
import type { Bytes } from '../content/bytes.ts'
import { VaultProblem } from './problem.ts'
import { secretKey } from './wrap.ts'

export const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const

/** Long enough that trying them all is no plan. */
export const SHORTEST_PASSPHRASE = 12

/** From 0 to 1. */
export type Progress = (part: number) => void

/** Throws `VaultProblem` when the passphrase is shorter than 12 characters, as people count them. */
export function checkPassphrase(passphrase: string): void {
  if (Array.from(passphrase).length < SHORTEST_PASSPHRASE) throw new VaultProblem('weakPassphrase')
}

/** The same words typed on another system are the same passphrase (NFKC). */
export async function stretch(passphrase: string, salt: Bytes, progress?: Progress): Promise<CryptoKey> {
  const words = new TextEncoder().encode(passphrase.normalize('NFKC'))
  return secretKey(await scryptAsync(words, salt, { ...SCRYPT, dkLen: 32, ...(progress && { onProgress: progress }) }))
}

/** Fields of JSON-RPC answers as the bytes that are hashed. */
import { hexToBytes } from '@noble/hashes/utils.js'
import { encodeNumber } from './rlp.ts'

/** Length of the field in bytes; `number`: in its shortest form; `bytes`: any. */
export type Form = number | 'number' | 'bytes'

/** `undefined`: it is not what its form says. */
export function bytesOf(value: unknown, form: Form): Uint8Array | undefined {
  if (typeof value !== 'string' || !/^0x[0-9a-f]*$/i.test(value)) return undefined
  if (form === 'number') return value.length > 2 && value.length <= 66 ? encodeNumber(BigInt(value)) : undefined
  const whole = value.length % 2 === 0 && (form === 'bytes' || value.length === 2 + 2 * form)
  return whole ? hexToBytes(value.slice(2)) : undefined
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null

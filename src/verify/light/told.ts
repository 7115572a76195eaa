/** Reading what a beacon API told: JSON from a stranger. Whatever is not of the form it must have is refused by name. */
import { bytesOf } from './ssz.ts'

/** A message of a beacon API that is malformed, forged or out of place. Its message is a sentence for people. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

export function refuse(sentence: string): never {
  throw new Refused(sentence)
}

export type Told = Readonly<Record<string, unknown>>

export function told(value: unknown, name: string): Told {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`There is no ${name}`)
  return value as Told
}

/** Exactly `length` bytes. */
export function bytesIn(value: unknown, length: number, name: string): Uint8Array {
  const form = typeof value === 'string' && value.length === 2 + 2 * length && /^0x[0-9a-f]*$/i.test(value)
  return form ? bytesOf(value) : refuse(`The ${name} is not ${length} bytes`)
}

/** As many bytes as there are, up to `most`. */
export function someBytes(value: unknown, most: number, name: string): Uint8Array {
  const form = typeof value === 'string' && value.length <= 2 + 2 * most && /^0x(?:[0-9a-f]{2})*$/i.test(value)
  return form ? bytesOf(value) : refuse(`The ${name} is not at most ${most} bytes`)
}

/** A whole number in decimal digits, of at most `bits`. */
export function numberIn(value: unknown, bits: number, name: string): bigint {
  const digits = typeof value === 'string' && value.length <= 80 && /^(0|[1-9][0-9]*)$/.test(value)
  const n = digits ? BigInt(value) : refuse(`The ${name} is not a number`)
  return n < 1n << BigInt(bits) ? n : refuse(`The ${name} has more than ${bits} bits`)
}

/** A slot: exact in a JavaScript number. */
export function slotIn(value: unknown, name: string): number {
  const n = numberIn(value, 64, name)
  return n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : refuse(`The ${name} is too far in the future`)
}

/** No tree that a branch leads through is deeper. */
const DEEPEST = 64

export function branchIn(value: unknown, name: string): Uint8Array[] {
  if (!Array.isArray(value) || value.length > DEEPEST) refuse(`The ${name} is not a branch`)
  return (value as unknown[]).map((chunk) => bytesIn(chunk, 32, name))
}

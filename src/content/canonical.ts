/** Canonical JSON, RFC 8785: one value, one byte string. */

/** Text of a JSON value with keys sorted by UTF-16 code units and numbers as ECMAScript prints them.
 * Throws a TypeError for what JSON cannot say exactly: NaN, infinities, lone surrogates, undefined, bigint, functions. */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return stringText(value)
  if (Array.isArray(value)) return `[${Array.from(value, canonicalText).join(',')}]`
  if (isPlainObject(value)) return objectText(value)
  throw new TypeError(`JSON has no ${typeof value}`)
}

/** `canonicalText` in UTF-8: what is hashed and stored. */
export const canonical = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(canonicalText(value))

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`)
  return JSON.stringify(value)
}

function stringText(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('A text holds half of a surrogate pair')
  return JSON.stringify(value)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The default order of `sort` is the one RFC 8785 §3.2.3 asks for: UTF-16 code units. */
function objectText(value: Record<string, unknown>): string {
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${stringText(key)}:${canonicalText(value[key])}`).join(',')}}`
}

/** Numbers as they stand in a chain's words: the highest byte first. */

/** Of at most 6 bytes, so that it is exact. */
export function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = at; i < at + length; i++) value = value * 256 + bytes[i]!
  return value
}

/** Of a whole word, 32 bytes. */
export function wordAt(bytes: Uint8Array, at: number): bigint {
  let high = 0
  for (let i = at; i < at + 26; i++) high |= bytes[i]!
  // Nearly all sums fit into a number.
  if (high === 0) return BigInt(numberAt(bytes, at + 26, 6))
  let value = 0n
  for (let i = at; i < at + 32; i += 4) value = (value << 32n) | BigInt(numberAt(bytes, i, 4))
  return value
}

/** A small deterministic generator (xorshift32), so that a failing property test fails again. */
export function generator(seed: number) {
  let state = seed || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const below = (limit: number): number => next() % limit
  const bytes = (length: number): Uint8Array<ArrayBuffer> => {
    const made = new Uint8Array(length)
    for (let i = 0; i < length; i++) made[i] = next() >>> 8
    return made
  }
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  return { below, bytes, pick }
}

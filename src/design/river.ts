/** Draws the name: small streams joining into a river. The same id gives the same picture, for ever. */

/** FNV-1a, then a small generator: good enough for pictures, useless for anything else. */
export function dice(id: string): () => number {
  let state = 0x811c9dc5
  for (const character of id) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000
  }
}

export interface Stream {
  readonly d: string
  readonly width: number
}

const round = (n: number) => Math.round(n * 10) / 10

/** Curves on a 100 × `height` field that enter at the left and leave together at the right; wider after each confluence. */
export function river(id: string, streams: number, height = 60): readonly Stream[] {
  const roll = dice(id)
  const mouth = height * (0.35 + roll() * 0.3)
  const drawn: Stream[] = []
  for (let index = 0; index < streams; index++) {
    const from = (height / streams) * (index + 0.25 + roll() * 0.5)
    const joins = 34 + roll() * 48
    const wander = (roll() - 0.5) * height * 0.34
    const at = mouth + (from - mouth) * 0.06
    const d = `M-4 ${round(from)} C${round(joins * 0.42)} ${round(from + wander)} ${round(joins * 0.6)} ${round(at)} ${round(joins)} ${round(at)} S${round(joins + 14)} ${round(mouth)} 104 ${round(mouth)}`
    drawn.push({ d, width: round(0.7 + roll() * 1.5) })
  }
  return drawn
}

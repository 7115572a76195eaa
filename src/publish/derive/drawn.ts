/** A cover for works that bring none: small streams joining into rivers, grown from the title, so the same title looks
 * the same everywhere and two titles hardly ever do. */
import type { Cover } from '../order.ts'
import { COVER_SIDE, encode } from './picture.ts'

const PALETTES = [
  ['#0e3a4a', '#1f6f78', '#58a4a0', '#e8d9b5'],
  ['#2b2d42', '#51587a', '#9a8fb0', '#f0c9a8'],
  ['#1d3b2a', '#3f7a55', '#9dbb7f', '#f2e3b3'],
  ['#4a1f2d', '#8d3f4c', '#d0806a', '#f3d9b8'],
  ['#12284c', '#2f5d9b', '#7fa8cf', '#f4e9d8'],
] as const
const STREAMS = 22

export async function drawnCover(title: string): Promise<Cover | undefined> {
  const canvas = new OffscreenCanvas(COVER_SIDE, COVER_SIDE)
  const pen = canvas.getContext('2d')
  if (!pen) return undefined
  const chance = chanceOf(title)
  const palette = PALETTES[Math.floor(chance() * PALETTES.length)]!
  pen.fillStyle = palette[3]
  pen.fillRect(0, 0, COVER_SIDE, COVER_SIDE)
  const mouth = 0.25 + chance() * 0.5
  for (let i = 0; i < STREAMS; i++) drawStream(pen, chance, mouth, palette[i % 3]!)
  return encode(canvas)
}

/** From somewhere above, bending towards the river's mouth at the foot; wider the nearer it gets. */
function drawStream(pen: OffscreenCanvasRenderingContext2D, chance: () => number, mouth: number, colour: string): void {
  const from = chance()
  const bend = chance()
  const steps = 64
  const widest = 6 + chance() * 34
  pen.strokeStyle = colour
  pen.globalAlpha = 0.55 + chance() * 0.4
  pen.lineCap = 'round'
  let last: readonly [number, number] = [from * COVER_SIDE, -20]
  for (let step = 1; step <= steps; step++) {
    const t = step / steps
    const joined = t * t * (3 - 2 * t)
    const wander = Math.sin((t + bend) * Math.PI * 2.2) * (1 - joined) * 0.09
    const next = [(from + (mouth - from) * joined + wander) * COVER_SIDE, t * (COVER_SIDE + 40)] as const
    pen.lineWidth = 1.5 + widest * t * t
    pen.beginPath()
    pen.moveTo(last[0], last[1])
    pen.lineTo(next[0], next[1])
    pen.stroke()
    last = next
  }
}

/** A repeatable sequence in [0, 1) from a text: xorshift over an FNV-1a hash. Nothing secret depends on it. */
function chanceOf(text: string): () => number {
  let state = 0x811c9dc5
  for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193)
  state ||= 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

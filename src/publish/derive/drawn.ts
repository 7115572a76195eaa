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

const POINTS = 64

/** From somewhere above, bending towards the river's mouth at the foot; wider the nearer it gets. One filled shape: strokes
 * laid over each other would show their joints. */
function drawStream(pen: OffscreenCanvasRenderingContext2D, chance: () => number, mouth: number, colour: string): void {
  const from = chance()
  const bend = chance()
  const widest = 6 + chance() * 34
  pen.fillStyle = colour
  pen.globalAlpha = 0.55 + chance() * 0.4
  const middle = (t: number): number => {
    const joined = t * t * (3 - 2 * t)
    return (from + (mouth - from) * joined + Math.sin((t + bend) * Math.PI * 2.2) * (1 - joined) * 0.09) * COVER_SIDE
  }
  const half = (t: number): number => (2 + widest * t * t) / 2
  const steps = Array.from({ length: POINTS + 1 }, (_, step) => step / POINTS)
  const height = (t: number): number => t * (COVER_SIDE + 40) - 20
  pen.beginPath()
  for (const t of steps) pen.lineTo(middle(t) - half(t), height(t))
  for (const t of steps.toReversed()) pen.lineTo(middle(t) + half(t), height(t))
  pen.fill()
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

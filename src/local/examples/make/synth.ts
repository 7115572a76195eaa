/** A small synthesizer: instruments that add themselves to a stereo track, and the room they stand in. */
import { chance } from './chance.ts'

export const RATE = 44_100

export interface Track {
  readonly left: Float32Array
  readonly right: Float32Array
}

export const track = (seconds: number): Track => {
  const length = Math.ceil(seconds * RATE)
  return { left: new Float32Array(length), right: new Float32Array(length) }
}

/** Frequency of a MIDI note number. */
export const pitch = (note: number): number => 440 * 2 ** ((note - 69) / 12)

export interface Note {
  /** Seconds. */
  readonly at: number
  readonly length: number
  readonly note: number
  readonly loud: number
  /** -1 left to 1 right. */
  readonly pan?: number
}

/** Adds `wave(seconds since the note began, its phase in cycles)` for `length` seconds. */
function play(to: Track, { at, length, loud, pan = 0 }: Note, wave: (t: number) => number): void {
  const from = Math.floor(at * RATE)
  const right = Math.sqrt((1 + pan) / 2) * loud
  const left = Math.sqrt((1 - pan) / 2) * loud
  for (let i = 0; i < length * RATE && from + i < to.left.length; i += 1) {
    const value = wave(i / RATE)
    to.left[from + i]! += value * left
    to.right[from + i]! += value * right
  }
}

/** A plucked string (Karplus–Strong): a burst of noise that its own echo smooths into a tone. */
export function pluck(to: Track, note: Note): void {
  const random = chance(Math.round(note.at * 1000) + note.note)
  const loop = Float32Array.from({ length: Math.round(RATE / pitch(note.note)) }, () => random() * 2 - 1)
  let at = 0
  let last = 0
  play(to, { ...note, length: note.length + 1.2 }, (t) => {
    const value = loop[at]!
    loop[at] = (value + last) * 0.4985
    last = value
    at = (at + 1) % loop.length
    return value * (t > note.length ? Math.exp((note.length - t) * 5) : 1)
  })
}

/** An electric piano: one sine bending the phase of another. */
export function keys(to: Track, note: Note): void {
  const f = pitch(note.note)
  play(to, { ...note, length: note.length + 0.6 }, (t) => {
    const bend = 1.6 * Math.exp(-t * 4) * Math.sin(2 * Math.PI * f * 2 * t)
    const release = t > note.length ? Math.exp((note.length - t) * 8) : 1
    return Math.sin(2 * Math.PI * f * t + bend) * Math.exp(-t * 1.3) * Math.min(1, t * 200) * release
  })
}

/** A soft pad: three detuned saws through a one-pole low-pass that opens slowly. */
export function pad(to: Track, note: Note): void {
  const f = pitch(note.note)
  let low = 0
  play(to, { ...note, length: note.length + 1 }, (t) => {
    const saw = [0.994, 1, 1.006].reduce((sum, detune) => sum + (((f * detune * t) % 1) * 2 - 1), 0) / 3
    low += (saw - low) * (0.03 + 0.04 * Math.min(1, t / 2))
    const release = t > note.length ? Math.max(0, 1 - (t - note.length)) : 1
    return low * Math.min(1, t * 1.5) * release
  })
}

export function bass(to: Track, note: Note): void {
  const f = pitch(note.note)
  play(to, note, (t) => {
    const phase = 2 * Math.PI * f * t
    const body = Math.sin(phase) + 0.35 * Math.sin(2 * phase) * Math.exp(-t * 6)
    return Math.tanh(body * 1.3) * Math.min(1, t * 150) * Math.min(1, (note.length - t) * 60)
  })
}

export const kick = (to: Track, at: number, loud = 0.9): void =>
  play(
    to,
    { at, length: 0.32, note: 0, loud },
    (t) => Math.sin(2 * Math.PI * (48 * t + 5.5 * (1 - Math.exp(-t * 30)))) * Math.exp(-t * 11),
  )

export function snare(to: Track, at: number, loud = 0.4): void {
  const random = chance(Math.round(at * 997))
  const body = (t: number) => Math.sin(2 * Math.PI * 185 * t) * Math.exp(-t * 28)
  play(to, { at, length: 0.22, note: 0, loud, pan: 0.08 }, (t) => (random() * 2 - 1) * Math.exp(-t * 20) + body(t))
}

/** `open`: how long it rings, in seconds. */
export function hat(to: Track, at: number, loud = 0.15, open = 0.05): void {
  const random = chance(Math.round(at * 1009))
  let before = 0
  play(to, { at, length: open * 4, note: 0, loud, pan: -0.25 }, (t) => {
    const noise = random() * 2 - 1
    const bright = noise - before
    before = noise
    return bright * Math.exp(-t / open)
  })
}

/** A room: four echoes of different length feeding themselves, a little different on each side. */
export function room({ left, right }: Track, wet: number): Track {
  const side = (dry: Float32Array, spread: number): Float32Array => {
    const out = Float32Array.from(dry)
    for (const ms of [29.7, 37.1, 41.1, 43.7]) {
      const echo = new Float32Array(Math.round(((ms + spread) / 1000) * RATE))
      for (let i = 0, at = 0; i < dry.length; i += 1, at = (at + 1) % echo.length) {
        const returned = echo[at]!
        echo[at] = dry[i]! + returned * 0.78
        out[i]! += returned * wet * 0.25
      }
    }
    return out
  }
  return { left: side(left, 0), right: side(right, 0.9) }
}

/** As loud as fits, peaks bent softly, the ends faded. 16-bit stereo PCM. */
export function master({ left, right }: Track, fadeIn = 0.01, fadeOut = 2.5): Buffer {
  const level = (side: Float32Array) => Math.sqrt(side.reduce((sum, value) => sum + value * value, 0) / side.length)
  const gain = 0.17 / Math.max(level(left), level(right), 1e-9)
  const out = Buffer.alloc(left.length * 4)
  for (let i = 0; i < left.length; i += 1) {
    const fade = Math.min(1, i / (fadeIn * RATE), (left.length - i) / (fadeOut * RATE))
    for (const [offset, side] of [left, right].entries())
      out.writeInt16LE(Math.round(Math.tanh(side[i]! * gain) * fade * 32_000), i * 4 + offset * 2)
  }
  return out
}

/** Adds one track to another from `at` seconds on; `shape` may turn it down over time. */
export function mix(to: Track, from: Track, at: number, shape: (t: number) => number): void {
  const start = Math.round(at * RATE)
  for (let i = 0; i < from.left.length && start + i < to.left.length; i += 1) {
    const gain = shape(start / RATE + i / RATE)
    to.left[start + i]! += from.left[i]! * gain
    to.right[start + i]! += from.right[i]! * gain
  }
}

/** Three songs and a remix of two of them. All in D major at 100 beats a minute, except the waltz, which stands alone. */
import { bass, hat, keys, kick, mix, pad, pluck, room, snare, track, type Track } from './synth.ts'
import { chance } from './chance.ts'

const BEAT = 0.6
const BAR = BEAT * 4

/** Root and the three notes of a chord around middle C, as MIDI numbers. */
interface Chord {
  readonly root: number
  readonly notes: readonly number[]
}
const D: Chord = { root: 38, notes: [62, 66, 69, 73] }
const A: Chord = { root: 33, notes: [61, 64, 69, 71] }
const Bm: Chord = { root: 35, notes: [62, 66, 71, 73] }
const G: Chord = { root: 31, notes: [62, 67, 71, 74] }

/** Strings over a pad: a figure that climbs the chord, and a tune above it. */
export function springWater(): Track {
  const song = track(BAR * 18)
  const tune = [78, 81, 83, 81, 78, 76, 74, 76, 78, 74, 71, 74, 69, 71, 74, 76]
  for (let bar = 0; bar < 17; bar += 1) {
    const chord = [D, A, Bm, G][bar % 4]!
    const at = bar * BAR
    for (const note of chord.notes) pad(song, { at, length: BAR, note: note - 12, loud: 0.16, pan: 0 })
    const climb = [0, 1, 2, 3, 2, 1, 2, 1]
    for (const [i, step] of climb.entries())
      pluck(song, {
        at: at + (i * BEAT) / 2,
        length: 0.4,
        note: chord.notes[step]!,
        loud: 0.3,
        pan: i % 2 ? 0.35 : -0.35,
      })
    if (bar > 1) bass(song, { at, length: BEAT * 3.5, note: chord.root, loud: 0.32 })
    if (bar > 3 && bar < 16)
      for (const [i, note] of [tune[(bar * 2) % 16]!, tune[(bar * 2 + 1) % 16]!].entries())
        keys(song, { at: at + i * BEAT * 2 + (i ? BEAT / 2 : 0), length: BEAT * 1.6, note, loud: 0.3, pan: 0.1 })
    if (bar > 7 && bar < 16) for (let beat = 0; beat < 4; beat += 1) hat(song, at + beat * BEAT + BEAT / 2, 0.06, 0.03)
  }
  return room(song, 0.5)
}

/** Drums, a walking bass and short chords off the beat. */
export function nightFerry(): Track {
  const song = track(BAR * 20)
  const random = chance(7)
  for (let bar = 0; bar < 19; bar += 1) {
    const chord = [Bm, G, D, A][bar % 4]!
    const at = bar * BAR
    drums(song, at, bar)
    const walk = [0, 0, 12, 0, 7, 0, 12, 10]
    for (const [i, step] of walk.entries())
      if (bar > 0) bass(song, { at: at + (i * BEAT) / 2, length: BEAT * 0.42, note: chord.root + step, loud: 0.4 })
    for (const beat of [0.5, 1.5, 2.5, 3.25])
      for (const note of chord.notes) keys(song, { at: at + beat * BEAT, length: 0.16, note, loud: 0.12, pan: -0.3 })
    if (bar > 5 && bar < 18)
      for (let i = 0; i < 8; i += 1)
        if (random() > 0.35) {
          const note = chord.notes[Math.floor(random() * 4)]! + 12
          pluck(song, { at: at + (i * BEAT) / 2, length: 0.2, note, loud: 0.24, pan: 0.4 })
        }
  }
  return room(song, 0.22)
}

function drums(song: Track, at: number, bar: number): void {
  for (let beat = 0; beat < 4; beat += 1) {
    kick(song, at + beat * BEAT, 0.8)
    if (bar > 1 && beat % 2) snare(song, at + beat * BEAT, 0.34)
    for (const half of [0, 0.5]) hat(song, at + (beat + half) * BEAT, half ? 0.16 : 0.08, half ? 0.07 : 0.03)
  }
  if (bar % 4 === 3) snare(song, at + 3.75 * BEAT, 0.22)
}

/** A slow waltz for electric piano in A minor. */
export function meander(): Track {
  const beat = 0.52
  const chords: Chord[] = [
    { root: 33, notes: [57, 60, 64] },
    { root: 29, notes: [57, 60, 65] },
    { root: 36, notes: [55, 60, 64] },
    { root: 31, notes: [55, 59, 62] },
  ]
  const tune = [76, 74, 72, 0, 77, 76, 74, 72, 79, 76, 72, 0, 74, 71, 67, 71]
  const bars = 28
  const song = track(bars * 3 * beat + 3)
  for (let bar = 0; bar < bars; bar += 1) {
    const chord = chords[Math.floor(bar / 2) % 4]!
    const at = bar * 3 * beat
    bass(song, { at, length: beat * 2.6, note: chord.root + (bar % 2 ? 7 : 0), loud: 0.3 })
    for (const late of [1, 2])
      for (const note of chord.notes)
        keys(song, { at: at + late * beat, length: beat * 0.7, note, loud: 0.13, pan: -0.2 })
    const note = tune[bar % 16]!
    if (bar > 3 && note) keys(song, { at, length: beat * 2.4, note, loud: 0.34, pan: 0.15 })
    if (bar > 11 && note) pluck(song, { at: at + beat * 1.5, length: beat, note: note - 5, loud: 0.16, pan: 0.5 })
  }
  return room(song, 0.6)
}

/** Both parents' recordings over each other: same key and tempo, the first one two bars late so that the chords meet. */
export function whereTheyMeet(spring: Track, ferry: Track): Track {
  const song = track(BAR * 20)
  // The strings step back at every beat, as if the drum pushed them.
  const pushed = (t: number) => 0.5 + 0.5 * ((t % BEAT) / BEAT)
  mix(song, spring, BAR * 2, (t) => 1.1 * (t > BAR * 6 ? pushed(t) : 1))
  mix(song, ferry, 0, (t) => Math.min(0.95, Math.max(0, (t - BAR * 2) / (BAR * 4))))
  return song
}

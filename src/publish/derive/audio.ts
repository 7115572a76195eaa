/** A public clip of about 30 seconds from a recording of any length, read as slices: a 1 GB file is never held. */
import type { Preview } from '../order.ts'
import { cutFrames } from './mp3.ts'
import { encodeOpus } from './opus.ts'
import { wavSlice, wavFile } from './wav.ts'

const SECONDS = 30
const MIB = 1 << 20
/** 30 s of a 320 kbit/s MP3 with room for a cover in front of the first frame. */
const MP3_SLICE = 2 * MIB
/** Formats that only decode from their start, or as a whole. */
const HEAD_SLICE = 12 * MIB
const WHOLE_LIMIT = 24 * MIB
const HERTZ = 48_000

export async function audioPreview(source: Blob, type: string): Promise<Preview | undefined> {
  const clip = await cut(source, type)
  if (!clip) return undefined
  const decoded = await decode(clip.bytes)
  if (!decoded || decoded.length < HERTZ) return undefined
  const samples = fade(mixDown(decoded, SECONDS))
  const seconds = Math.round(samples.length / HERTZ)
  const blob = (await encodeOpus(samples, HERTZ)) ?? wavFile(samples, HERTZ)
  return { blob, note: clip.from ? `${seconds} seconds from the middle` : `the first ${seconds} seconds` }
}

interface Clip {
  readonly bytes: ArrayBuffer
  /** True when the clip starts inside the recording and not at its beginning. */
  readonly from: boolean
}

/** A slice that decodes on its own. MP3 and WAV can be entered anywhere; the others are read from their start. */
async function cut(source: Blob, type: string): Promise<Clip | undefined> {
  const late = source.size > 3 * MP3_SLICE
  if (type === 'audio/mpeg') {
    const at = late ? Math.floor(source.size / 3) : 0
    const frames = cutFrames(await read(source, at, at + MP3_SLICE), SECONDS + 1)
    if (frames && frames.length > 0) return { bytes: frames.slice().buffer, from: late }
  }
  if (type === 'audio/wav' || type === 'audio/x-wav') {
    const bytes = await wavSlice(source, SECONDS)
    return bytes && { bytes, from: false }
  }
  const end = /mp4|m4a/.test(type) && source.size <= WHOLE_LIMIT ? source.size : HEAD_SLICE
  return { bytes: (await read(source, 0, end)).buffer, from: false }
}

const read = async (source: Blob, from: number, to: number) =>
  new Uint8Array(await source.slice(from, to).arrayBuffer())

/** The context resamples to its own rate, which is Opus's. */
const decode = (bytes: ArrayBuffer): Promise<AudioBuffer | undefined> =>
  new OfflineAudioContext(1, 1, HERTZ).decodeAudioData(bytes).catch(() => undefined)

function mixDown(decoded: AudioBuffer, seconds: number): Float32Array {
  const mono = new Float32Array(Math.min(decoded.length, seconds * HERTZ))
  for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
    const samples = decoded.getChannelData(channel)
    for (let i = 0; i < mono.length; i++) mono[i] = mono[i]! + samples[i]! / decoded.numberOfChannels
  }
  return mono
}

/** Half a second in, one second out: a cut is heard as a fault, a fade as an excerpt. */
function fade(samples: Float32Array): Float32Array {
  const [rise, fall] = [HERTZ / 2, HERTZ]
  for (let i = 0; i < Math.min(rise, samples.length); i++) samples[i]! *= i / rise
  for (let i = 0; i < Math.min(fall, samples.length); i++) samples[samples.length - 1 - i]! *= i / fall
  return samples
}

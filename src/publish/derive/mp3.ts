/** Cutting an MP3 without decoding it: frames are found by their headers, so a clip costs one small slice of the file. */

const RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const SAMPLE_RATES = [44_100, 48_000, 32_000]

export interface Frame {
  /** Whole frame with its header. */
  readonly bytes: number
  readonly seconds: number
}

/** The MPEG layer III frame whose header starts at `at`; undefined when there is none. */
export function frameAt(bytes: Uint8Array, at: number): Frame | undefined {
  const [sync, version, rate] = [bytes[at], bytes[at + 1], bytes[at + 2]]
  if (sync !== 0xff || version === undefined || rate === undefined || (version & 0xe0) !== 0xe0) return undefined
  const mpeg = (version >> 3) & 3
  const layer = (version >> 1) & 3
  const bitrate = (mpeg === 3 ? RATES_1 : RATES_2)[rate >> 4]
  const sampling = SAMPLE_RATES[(rate >> 2) & 3]
  if (mpeg === 1 || layer !== 1 || !bitrate || !sampling) return undefined
  const hertz = mpeg === 3 ? sampling : mpeg === 2 ? sampling / 2 : sampling / 4
  const samples = mpeg === 3 ? 1152 : 576
  const padding = (rate >> 1) & 1
  return { bytes: Math.floor(((samples / 8) * bitrate * 1000) / hertz) + padding, seconds: samples / hertz }
}

/** First offset from which two frames follow each other: a single header may be chance. */
export function findFrame(bytes: Uint8Array, from = 0): number | undefined {
  for (let at = from; at < bytes.length - 4; at++) {
    const frame = frameAt(bytes, at)
    if (frame && frameAt(bytes, at + frame.bytes)) return at
  }
  return undefined
}

/** Whole frames of about `seconds` from the first one found in `bytes`; undefined when there are none. */
export function cutFrames(bytes: Uint8Array<ArrayBuffer>, seconds: number): Uint8Array<ArrayBuffer> | undefined {
  const start = findFrame(bytes)
  if (start === undefined) return undefined
  let end = start
  for (let heard = 0; heard < seconds;) {
    const frame = frameAt(bytes, end)
    if (!frame || end + frame.bytes > bytes.length) break
    heard += frame.seconds
    end += frame.bytes
  }
  return bytes.subarray(start, end)
}

/** Mono sound as Opus in WebM, through the browser's own encoder. */
import { webm, type Packet } from './webm.ts'

const BITRATE = 96_000
/** One second per piece handed to the encoder. */
const PIECE = 48_000
/** Samples a decoder drops at the start, as libopus asks for. */
const DELAY = 312

/** Undefined where the browser has no Opus encoder. */
export async function encodeOpus(samples: Float32Array, hertz: number): Promise<Blob | undefined> {
  const config: AudioEncoderConfig = { codec: 'opus', sampleRate: hertz, numberOfChannels: 1, bitrate: BITRATE }
  if (typeof AudioEncoder === 'undefined' || !(await AudioEncoder.isConfigSupported(config)).supported) return undefined
  const packets: Packet[] = []
  let failed: unknown
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      packets.push({ data, milliseconds: chunk.timestamp / 1000, key: true })
    },
    error: (error) => (failed = error),
  })
  encoder.configure(config)
  for (let at = 0; at < samples.length; at += PIECE) {
    const piece = samples.slice(at, at + PIECE)
    const data = new AudioData({
      format: 'f32-planar',
      sampleRate: hertz,
      numberOfFrames: piece.length,
      numberOfChannels: 1,
      timestamp: Math.round((at / hertz) * 1e6),
      data: piece,
    })
    encoder.encode(data)
    data.close()
  }
  await encoder.flush()
  encoder.close()
  if (failed || packets.length === 0) return undefined
  return webm({ codec: 'A_OPUS', hertz, channels: 1, delay: DELAY }, packets, (samples.length / hertz) * 1000)
}

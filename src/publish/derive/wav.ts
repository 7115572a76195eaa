/** RIFF WAVE: a clip out of one, and a small one where the browser has no Opus encoder. */

interface Layout {
  readonly header: ArrayBuffer
  readonly dataAt: number
  readonly bytesPerSecond: number
  readonly sizeField: number
}

/** The first `seconds` of a WAVE file as a WAVE file of its own; undefined when it has no readable `data` chunk. */
export async function wavSlice(source: Blob, seconds: number): Promise<ArrayBuffer | undefined> {
  const layout = await layoutOf(source)
  if (!layout) return undefined
  const sound = await source.slice(layout.dataAt, layout.dataAt + seconds * layout.bytesPerSecond).arrayBuffer()
  const file = new Uint8Array(layout.dataAt + sound.byteLength)
  file.set(new Uint8Array(layout.header))
  file.set(new Uint8Array(sound), layout.dataAt)
  const view = new DataView(file.buffer)
  view.setUint32(4, file.length - 8, true)
  view.setUint32(layout.sizeField, sound.byteLength, true)
  return file.buffer
}

/** Chunks before `data` are small in practice; a file that hides it deeper has no preview. */
async function layoutOf(source: Blob): Promise<Layout | undefined> {
  const head = new DataView(await source.slice(0, 65_536).arrayBuffer())
  let bytesPerSecond = 0
  for (let at = 12; at + 8 <= head.byteLength;) {
    const name = head.getUint32(at)
    const size = head.getUint32(at + 4, true)
    if (name === 0x666d7420 && at + 20 <= head.byteLength) bytesPerSecond = head.getUint32(at + 16, true)
    if (name === 0x64617461) {
      if (bytesPerSecond === 0) return undefined
      return { header: head.buffer.slice(0, at + 8), dataAt: at + 8, bytesPerSecond, sizeField: at + 4 }
    }
    at += 8 + size + (size % 2)
  }
  return undefined
}

const FALLBACK_HERTZ = 16_000
const FALLBACK_SECONDS = 15

/** Mono, 16 bits, 16 kHz, at most 15 s: 480 KB. `hertz` must be a multiple of 16 000. */
export function wavFile(samples: Float32Array, hertz: number): Blob {
  const step = hertz / FALLBACK_HERTZ
  const length = Math.min(Math.floor(samples.length / step), FALLBACK_SECONDS * FALLBACK_HERTZ)
  const view = new DataView(new ArrayBuffer(44 + 2 * length))
  const put = (at: number, text: string) => new Uint8Array(view.buffer, at).set(new TextEncoder().encode(text))
  put(0, 'RIFF')
  view.setUint32(4, 36 + 2 * length, true)
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, FALLBACK_HERTZ, true)
  view.setUint32(28, 2 * FALLBACK_HERTZ, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  put(36, 'data')
  view.setUint32(40, 2 * length, true)
  for (let i = 0; i < length; i++) {
    let sum = 0
    for (let j = 0; j < step; j++) sum += samples[i * step + j]!
    view.setInt16(44 + 2 * i, Math.round(Math.max(-1, Math.min(1, sum / step)) * 32_767), true)
  }
  return new Blob([view.buffer], { type: 'audio/wav' })
}

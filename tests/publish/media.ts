/** Small media made in the page: no files are kept for them. */

/** A tone as RIFF WAVE, mono, 16 bits. */
export function wavTone(seconds: number, hertz = 22_050): File {
  const samples = new Int16Array(seconds * hertz).map((_, i) =>
    Math.round(12_000 * Math.sin((i * 2 * Math.PI * 440) / hertz)),
  )
  const head = new DataView(new ArrayBuffer(44))
  const put = (at: number, text: string) => new Uint8Array(head.buffer, at).set(new TextEncoder().encode(text))
  put(0, 'RIFF')
  head.setUint32(4, 36 + samples.byteLength, true)
  put(8, 'WAVEfmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, 1, true)
  head.setUint16(22, 1, true)
  head.setUint32(24, hertz, true)
  head.setUint32(28, 2 * hertz, true)
  head.setUint16(32, 2, true)
  head.setUint16(34, 16, true)
  put(36, 'data')
  head.setUint32(40, samples.byteLength, true)
  return new File([head.buffer, samples], 'tone.wav', { type: 'audio/wav' })
}

export async function picture(width: number, height: number, type = 'image/png'): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#b0452c'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width / 2, height / 2)
  return canvas.convertToBlob({ type })
}

export async function pixelAt(blob: Blob, x: number, y: number): Promise<readonly number[]> {
  const bitmap = await createImageBitmap(blob)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const pen = canvas.getContext('2d')!
  pen.drawImage(bitmap, 0, 0)
  return [...pen.getImageData(x, y, 1, 1).data]
}

export const decode = (blob: Blob): Promise<AudioBuffer> =>
  blob.arrayBuffer().then((bytes) => new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes))

/** A moving picture, recorded from a canvas. */
export async function film(seconds: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = 320
  canvas.height = 180
  const pen = canvas.getContext('2d')!
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const stopped = new Promise((resolve) => (recorder.onstop = resolve))
  const timer = setInterval(() => {
    pen.fillStyle = `hsl(${(Date.now() / 10) % 360} 80% 50%)`
    pen.fillRect(0, 0, 320, 180)
  }, 40)
  recorder.start()
  await new Promise((go) => setTimeout(go, seconds * 1000))
  recorder.stop()
  clearInterval(timer)
  await stopped
  return new Blob(parts, { type: 'video/webm' })
}

/** A frame and a short silent clip of a video, played from the file itself: nothing of it is copied into memory. */
import type { Cover, Preview } from '../order.ts'
import { COVER_SIDE, encode, reduce } from './picture.ts'
import { webm, type Packet } from './webm.ts'

const CLIP_SECONDS = 10
const CLIP_SIDE = 480
const BITRATE = 350_000
const LONGEST_GAP = 1 / 16

export async function videoCover(source: Blob, signal: AbortSignal): Promise<Cover | undefined> {
  return withVideo(source, signal, async (video) => {
    await seek(video, video.duration * 0.25, signal)
    return reduce(video, video.videoWidth, video.videoHeight, COVER_SIDE)
  })
}

/** Ten seconds without sound; a sheet of four frames where the browser cannot encode or does not play. */
export async function videoPreview(source: Blob, signal: AbortSignal): Promise<Preview | undefined> {
  return withVideo(source, signal, async (video) => {
    const clip = await record(video, signal).catch(() => undefined)
    if (clip) return { blob: clip.blob, note: `${Math.round(clip.seconds)} seconds, without sound` }
    const sheet = await contactSheet(video, signal)
    return sheet && { blob: sheet.blob, note: 'four frames' }
  })
}

async function withVideo<T>(
  source: Blob,
  signal: AbortSignal,
  use: (video: HTMLVideoElement) => Promise<T>,
): Promise<T> {
  const video = document.createElement('video')
  const url = URL.createObjectURL(source)
  try {
    video.muted = true
    video.playsInline = true
    video.preload = 'auto'
    const ready = happens(video, 'loadeddata', signal)
    video.src = url
    await ready
    if (!Number.isFinite(video.duration) || video.videoWidth === 0)
      throw new Error('The video has no length or no picture')
    return await use(video)
  } finally {
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(url)
  }
}

/** Plays the clip once in real time and encodes what is shown. Frames are not shown in hidden tabs: then it gives up
 * after twice the time. */
async function record(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<{ blob: Blob; seconds: number } | undefined> {
  const scale = Math.min(1, CLIP_SIDE / Math.max(video.videoWidth, video.videoHeight))
  const [width, height] = [even(video.videoWidth * scale), even(video.videoHeight * scale)]
  const config: VideoEncoderConfig = { codec: 'vp8', width, height, bitrate: BITRATE, framerate: 15 }
  if (typeof VideoEncoder === 'undefined' || !(await VideoEncoder.isConfigSupported(config)).supported) return undefined
  const packets: Packet[] = []
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      packets.push({ data, milliseconds: chunk.timestamp / 1000, key: chunk.type === 'key' })
    },
    error: () => {},
  })
  encoder.configure(config)
  const canvas = new OffscreenCanvas(width, height)
  const seconds = await playThrough(video, signal, (time, first) => {
    canvas.getContext('2d')?.drawImage(video, 0, 0, width, height)
    const frame = new VideoFrame(canvas, { timestamp: Math.round(time * 1e6) })
    encoder.encode(frame, { keyFrame: first })
    frame.close()
  })
  await encoder.flush()
  encoder.close()
  if (packets.length < 8) return undefined
  return { blob: webm({ codec: 'V_VP8', width, height }, packets, seconds * 1000), seconds }
}

/** Calls `shown` with the seconds since the clip's start for each frame kept; resolves with the clip's length. */
async function playThrough(
  video: HTMLVideoElement,
  signal: AbortSignal,
  shown: (time: number, first: boolean) => void,
): Promise<number> {
  const length = Math.min(CLIP_SECONDS, video.duration)
  const start = Math.max(0, Math.min(video.duration * 0.25, video.duration - length))
  await seek(video, start, signal)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(length * 2000)])
  return new Promise((resolve, reject) => {
    let last = -1
    const end = () => (last > 0 ? resolve(last + LONGEST_GAP) : reject(new Error('No frame was shown')))
    const frame = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      const time = Math.max(0, mediaTime - start)
      if (patience.aborted) return
      if (last < 0 || time - last >= LONGEST_GAP) {
        shown(time, last < 0)
        last = time
      }
      if (time < length - LONGEST_GAP) return void video.requestVideoFrameCallback(frame)
      video.pause()
      end()
    }
    patience.addEventListener('abort', end, { once: true })
    video.addEventListener('ended', end, { once: true })
    video.requestVideoFrameCallback(frame)
    video.play().catch(reject)
  })
}

async function contactSheet(video: HTMLVideoElement, signal: AbortSignal): Promise<Cover | undefined> {
  const scale = Math.min(1, CLIP_SIDE / Math.max(video.videoWidth, video.videoHeight))
  const [width, height] = [even(video.videoWidth * scale), even(video.videoHeight * scale)]
  const canvas = new OffscreenCanvas(2 * width, 2 * height)
  for (let i = 0; i < 4; i++) {
    await seek(video, video.duration * (0.15 + 0.2 * i), signal)
    canvas.getContext('2d')?.drawImage(video, (i % 2) * width, Math.floor(i / 2) * height, width, height)
  }
  return encode(canvas)
}

const even = (pixels: number): number => Math.max(2, 2 * Math.round(pixels / 2))

async function seek(video: HTMLVideoElement, seconds: number, signal: AbortSignal): Promise<void> {
  const arrived = happens(video, 'seeked', signal)
  video.currentTime = seconds
  await arrived
}

function happens(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true })
    video.addEventListener('error', () => reject(new Error('The browser cannot play this video')), { once: true })
    signal.addEventListener('abort', () => reject(new Error('Given up')), { once: true })
  })
}

/** The film: the streams of the pictures, running. Drawn frame by frame in a browser's canvas, encoded by ffmpeg. */
import { chromium } from 'playwright'
import { launchOptions } from '../../../../tests/harness/chromium.ts'
import { ffmpeg } from './media.ts'

const FRAMES_A_SECOND = 24

export async function shoot(path: string, seconds: number, sound: string): Promise<void> {
  const { executablePath, args } = launchOptions()
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    const frames: Buffer[] = []
    await page.evaluate(prepare)
    for (let frame = 0; frame < seconds * FRAMES_A_SECOND; frame += 1) {
      const url = await page.evaluate(
        (t) => (globalThis as unknown as { draw(t: number): string }).draw(t),
        frame / FRAMES_A_SECOND,
      )
      frames.push(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
    }
    const video = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', `${FRAMES_A_SECOND}`, '-i', 'pipe:0', '-i', sound]
    const h264 = [
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
      '-crf',
      '31',
      '-preset',
      'slow',
      '-map',
      '0:v',
      '-map',
      '1:a',
    ]
    ffmpeg(
      [...video, ...h264, '-c:a', 'aac', '-b:a', '80k', '-shortest', '-movflags', '+faststart', path],
      Buffer.concat(frames),
    )
  } finally {
    await browser.close()
  }
}

/** Runs in the page: lays the beds of the streams once and leaves `draw(seconds)` behind. */
function prepare(): void {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  const pen = canvas.getContext('2d', { alpha: false })!
  let state = 4021
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
  const colours = ['#8fd3d1', '#3f8fb0', '#f4d58d', '#1f5673', '#e9803f']
  const beds = Array.from({ length: 420 }, () => {
    const bed = new Path2D()
    const bank = (random() - 0.5) * 460
    let y = bank
    bed.moveTo(-20, 180 + y)
    for (let x = -20; x < 670; x += 6) {
      const near = Math.max(0, x / 640)
      y += (Math.sin(x / 110) * 34 + bank * 0.1 - y) * near * near * 0.13
      bed.lineTo(x, 180 + y)
    }
    return {
      bed,
      colour: colours[Math.floor(random() * 5)]!,
      wide: 0.6 + 2.2 * random() ** 3,
      speed: 40 + 90 * random(),
      gap: 40 + 160 * random(),
    }
  })
  const draw = (t: number): string => {
    pen.fillStyle = '#0e1c26'
    pen.fillRect(0, 0, 640, 360)
    const rise = Math.min(1, t / 3)
    for (const { bed, colour, wide, speed, gap } of beds) {
      pen.strokeStyle = colour
      pen.lineWidth = wide
      pen.globalAlpha = 0.1 * rise
      pen.setLineDash([])
      pen.stroke(bed)
      pen.globalAlpha = 0.8
      pen.setLineDash([30 + 60 * rise, gap])
      pen.lineDashOffset = -t * speed
      pen.stroke(bed)
    }
    return canvas.toDataURL('image/jpeg', 0.9)
  }
  Object.assign(globalThis, { draw })
}

/** Covers and the image series: thousands of drops that follow a field of slopes until they meet in a river. Painted in
 * a browser's canvas, because Node has none. */
import { chromium, type Page } from 'playwright'
import { launchOptions } from '../../../../tests/harness/chromium.ts'

export interface Scene {
  readonly name: string
  readonly seed: number
  readonly width: number
  readonly height: number
  /** Ground, then the waters from source to river. */
  readonly colours: readonly [string, ...string[]]
  readonly drops: number
  /** How strongly the river pulls, 0 to 1. */
  readonly pull: number
  readonly sun?: string
  /** Degrees the picture's river runs against the horizontal. */
  readonly turn: number
}

export async function paintAll(scenes: readonly Scene[], keep: (name: string, bytes: Buffer) => void): Promise<void> {
  const { executablePath, args } = launchOptions()
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    for (const scene of scenes) keep(scene.name, await paintOne(page, scene))
  } finally {
    await browser.close()
  }
}

async function paintOne(page: Page, scene: Scene): Promise<Buffer> {
  const url = await page.evaluate(paint, scene)
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}

/** Runs in the page: everything it needs is inside. */
function paint({ seed, width, height, colours, drops, pull, sun, turn, name }: Scene): string {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')!
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
  const waves = Array.from({ length: 5 }, (_, i) => ({
    k: (0.6 + random()) * (i + 1),
    shift: random() * 7,
    lift: 0.16 / (i + 1),
  }))
  const bend = (x: number) => waves.reduce((sum, { k, shift, lift }) => sum + Math.sin(x * k + shift) * lift, 0)
  const [ground, ...waters] = colours
  pen.fillStyle = ground
  pen.fillRect(0, 0, width, height)
  const span = Math.hypot(width, height)
  pen.translate(width / 2, height / 2)
  if (sun) {
    pen.fillStyle = sun
    pen.beginPath()
    pen.arc(width * (random() * 0.5 - 0.25), -height * 0.2, Math.min(width, height) * 0.17, 0, 7)
    pen.fill()
  }
  pen.rotate((turn * Math.PI) / 180)
  pen.lineCap = 'round'
  for (let drop = 0; drop < drops; drop += 1) {
    let x = -0.6 + random() * 0.8
    const bank = (random() - 0.5) * 1.5
    let y = bank
    pen.strokeStyle = waters[Math.floor(random() ** 1.4 * waters.length)]!
    pen.globalAlpha = 0.12 + 0.38 * random()
    pen.lineWidth = span * (0.0006 + 0.003 * random() ** 3)
    pen.beginPath()
    pen.moveTo(x * span, y * span)
    const width0 = (random() - 0.5) * 0.11
    while (x < 0.62) {
      x += 0.006
      const near = Math.max(0, Math.min(1, (x + 0.55) / 0.9))
      const centre = bend(x * 3) * 0.5 + width0 * (0.4 + near)
      y += (centre - y) * pull * near * near * 0.12 + Math.sin(x * 17 + bank * 9 + seed) * 0.0016
      pen.lineTo(x * span, y * span)
    }
    pen.stroke()
  }
  return canvas.toDataURL(name.endsWith('.webp') ? 'image/webp' : 'image/jpeg', 0.8)
}

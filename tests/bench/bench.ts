/** `npm run bench`: the figures of DESIGN §9 as ratios within one run, printed and written to bench.json. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { buildApp } from '../../src/local/build.ts'
import { serveApp } from '../../src/local/serve.ts'
import { weigh } from '../architecture/weight.ts'
import { launchOptions } from '../harness/chromium.ts'
import { benchReplay } from './replay.ts'

const MEBIBYTES = 128
const PAGE = fileURLToPath(new URL('page/', import.meta.url))

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What DESIGN §9 asks for: at least, or at most, this value. */
  readonly atLeast?: number
  readonly atMost?: number
}

interface Rates {
  readonly aes: number
  readonly sha: number
  readonly seal: number
  readonly idb: number
}

const lines: Line[] = [...(await sealing()), ...replaying(), ...(await weight())]
for (const line of lines) console.log(say(line))
await writeFile(
  'bench.json',
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, lines }, undefined, 2)}\n`,
)

function say({ what, value, unit, atLeast, atMost }: Line): string {
  const goal = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : ''
  const met = goal === '' ? ' ' : value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? '✓' : '✗'
  return `${met} ${what}: ${Number(value.toPrecision(3))} ${unit}${goal ? ` (${goal})` : ''}`
}

async function sealing(): Promise<Line[]> {
  return inChromium(async (page) => {
    const raw = await page.evaluate(
      (size) => (globalThis as unknown as { rawRates(size: number): Promise<Rates> }).rawRates(size),
      MEBIBYTES,
    )
    const durable = await page.evaluate(
      (size) => (globalThis as unknown as { durableRate(size: number): Promise<number> }).durableRate(size),
      MEBIBYTES,
    )
    const rate = (what: string, value: number): Line => ({ what, value: value / 1e6, unit: 'MB/s' })
    return [
      rate('AES-256-GCM, 1 MiB, 4 in flight', raw.aes),
      rate('SHA-256, 1 MiB, 4 in flight', raw.sha),
      rate('IndexedDB, raw writes of 1 MiB', raw.idb),
      rate('sealing and building the DAG', raw.seal),
      rate('sealing into the library', durable),
      {
        what: 'sealing and DAG against the slower of AES and SHA',
        value: raw.seal / Math.min(raw.aes, raw.sha),
        unit: '×',
        atLeast: 0.6,
      },
      { what: 'sealing into the library against raw IndexedDB', value: durable / raw.idb, unit: '×', atLeast: 0.6 },
    ]
  })
}

/** In Node, whose engine is Chromium's. */
function replaying(): Line[] {
  benchReplay(100_000)
  return [{ what: 'replay of 1 000 000 events', value: benchReplay() / 1000, unit: 's', atMost: 0.25 }]
}

async function inChromium<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-bench-'))
  const built = { outDir: folder, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 }
  await build({ configFile: false, root: PAGE, base: './', logLevel: 'error', worker: { format: 'es' }, build: built })
  const server = await serveApp(folder, 0, {})
  const { executablePath, args } = launchOptions()
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    await page.waitForFunction(() => 'rawRates' in globalThis)
    return await work(page)
  } finally {
    await browser.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function weight(): Promise<Line[]> {
  await buildApp()
  const { firstRoute, chunks } = weigh()
  return [
    { what: 'JavaScript of the first route, brotli', value: firstRoute / 1e3, unit: 'kB', atMost: 90 },
    {
      what: 'JavaScript of the whole app, brotli',
      value: chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1e3,
      unit: 'kB',
    },
  ]
}

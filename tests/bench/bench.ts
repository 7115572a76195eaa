/** `npm run bench`: the figures of DESIGN §9 as ratios within one run, printed and written to bench.json. */
import { randomFillSync } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { buildApp } from '../../src/local/build.ts'
import { serveApp } from '../../src/local/serve.ts'
import { weigh } from '../architecture/weight.ts'
import { launchOptions } from '../harness/chromium.ts'
import { peakOf } from './memory.ts'
import type { RawRates } from './page/raw.worker.ts'
import { playback } from './playback.ts'
import { benchProof } from './proof.ts'
import { benchLedger, benchReference } from './replay.ts'
import { rows } from './rows.ts'
import { benchStatement } from './statement.ts'
import { benchVerify } from './verify.ts'

const MEBIBYTES = 128
/** Sizes of file whose sealing may not differ in memory, in MiB. */
const [SMALL, LARGE] = [10, 1024]
const PAGE = fileURLToPath(new URL('page/', import.meta.url))
/** The service worker is there. */
const PUBLIC = fileURLToPath(new URL('../../public/', import.meta.url))

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What DESIGN §9 asks for: at least, or at most, this value. */
  readonly atLeast?: number
  readonly atMost?: number
}

/** What page.ts leaves on `globalThis`. */
interface Bench {
  rawRates(mebibytes: number): Promise<RawRates>
  durableRate(mebibytes: number): Promise<number>
}

function say({ what, value, unit, atLeast, atMost }: Line): string {
  const goal = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : ''
  const met = goal === '' ? ' ' : value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? '✓' : '✗'
  return `${met} ${what}: ${Number(value.toPrecision(3))} ${unit}${goal ? ` (${goal})` : ''}`
}

const rate = (what: string, value: number): Line => ({ what, value: value / 1e6, unit: 'MB/s' })

async function sealing(page: Page): Promise<Line[]> {
  const raw = await page.evaluate((size) => (globalThis as unknown as Bench).rawRates(size), MEBIBYTES)
  const durable = await sealIntoLibrary(page, MEBIBYTES)
  const slower = Math.min(raw.aes, raw.sha)
  return [
    rate('AES-256-GCM, 1 MiB, 4 in flight', raw.aes),
    rate('AES-256-GCM, 1 MiB, 1 in flight', raw.aesAlone),
    rate('SHA-256, 1 MiB, 4 in flight', raw.sha),
    rate('AES and then SHA, 4 in flight', raw.both),
    rate('IndexedDB, raw writes of 1 MiB', raw.idb),
    rate('sealing and building the DAG', raw.seal),
    rate('sealing into the library', durable),
    { what: 'sealing and DAG against the slower of AES and SHA', value: raw.seal / slower, unit: '×', atLeast: 0.6 },
    // Chromium's WebCrypto works on one thread of a process: both cannot go at the rate of either.
    { what: 'AES and then SHA against the slower of the two', value: raw.both / slower, unit: '×' },
    { what: 'sealing into the library against raw IndexedDB', value: durable / raw.idb, unit: '×', atLeast: 0.6 },
    ...(await memory(page)),
  ]
}

const sealIntoLibrary = (page: Page, mebibytes: number): Promise<number> =>
  page.evaluate((size) => (globalThis as unknown as Bench).durableRate(size), mebibytes)

async function memory(page: Page): Promise<Line[]> {
  const small = await peakOf(page, () => sealIntoLibrary(page, SMALL))
  const large = await peakOf(page, () => sealIntoLibrary(page, LARGE))
  if (small === undefined || large === undefined) return []
  const peak = (what: string, value: number): Line => ({ what, value: value / 1e6, unit: 'MB' })
  return [
    peak(`peak memory of the page sealing ${SMALL} MiB`, small),
    peak(`peak memory of the page sealing ${LARGE} MiB`, large),
    {
      what: 'memory that grows with each byte sealed',
      value: (large - small) / ((LARGE - SMALL) * 1_048_576),
      unit: 'bytes',
      atMost: 0.2,
    },
  ]
}

/** In Node, whose engine is Chromium's. */
function replaying(): Line[] {
  benchReference(100_000)
  benchLedger(100_000)
  const { replay, heads, noble } = benchLedger()
  return [
    { what: 'replay of 1 000 000 events', value: replay / 1000, unit: 's', atMost: 0.25 },
    { what: 'the same by the reference, decoded already', value: benchReference() / 1000, unit: 's' },
    { what: 'hashing the same ledger', value: heads / 1000, unit: 's' },
    { what: 'hashing against noble', value: heads / noble, unit: '×', atMost: 0.5 },
  ]
}

/** Absolute times depend on how fast anvil answers; the ratio does not. */
async function verifying(): Promise<Line[]> {
  const { events, cold, warm, fetched } = await benchVerify()
  return [
    { what: `loading and verifying ${events} events from a local chain`, value: cold / 1000, unit: 's', atMost: 1 },
    { what: 'the same again', value: warm / 1000, unit: 's', atMost: 1 },
    { what: 'only fetching and parsing the same logs', value: fetched / 1000, unit: 's' },
    { what: 'verifying against only fetching and parsing', value: cold / fetched, unit: '×', atMost: 1.5 },
  ]
}

/** As the worker of the page makes it; the months are those of 100 000 events ten minutes apart. */
function stating(): Line[] {
  benchStatement(20_000)
  const { events, sheet, months, csv } = benchStatement()
  return [
    { what: `statement of a holder over ${events} events`, value: sheet, unit: 'ms' },
    { what: 'the same for every month', value: months, unit: 'ms' },
    { what: 'the same as CSV, every event a row', value: csv, unit: 'ms' },
  ]
}

async function proving(): Promise<Line[]> {
  const { bytes, events, all, first, later } = await benchProof()
  const what = `proof file of a work with ${events} events, ${all} with its relatives`
  return [
    { what, value: bytes / 1e3, unit: 'kB', atMost: 30 },
    { what: 'opening and checking the first of them', value: first, unit: 'ms', atMost: 60 },
    { what: 'opening and checking another', value: later, unit: 'ms', atMost: 60 },
  ]
}

async function inChromium<T>(work: (page: Page, folder: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'tributary-bench-'))
  const folder = join(scratch, 'app')
  const built = { outDir: folder, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 }
  await build({
    configFile: false,
    root: PAGE,
    publicDir: PUBLIC,
    base: './',
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    worker: { format: 'es' },
    build: built,
  })
  const server = await serveApp(folder, 0, {})
  const { executablePath, args } = launchOptions()
  // A profile on disk: without one, Chromium keeps IndexedDB in memory.
  const profile = join(scratch, 'profile')
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args })
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    await page.locator('input').setInputFiles(await randomFile(join(scratch, 'source.bin'), LARGE))
    await page.waitForFunction(() => 'rawRates' in globalThis)
    return await work(page, folder)
  } finally {
    await browser.close()
    await server.stop()
    await rm(scratch, { recursive: true, force: true })
  }
}

async function randomFile(path: string, mebibytes: number): Promise<string> {
  const file = await open(path, 'w')
  const part = Buffer.alloc(1_048_576)
  for (let i = 0; i < mebibytes; i++) await file.write(randomFillSync(part))
  await file.close()
  return path
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

const PARTS: Readonly<Record<string, () => Promise<Line[]> | Line[]>> = {
  sealing: () => inChromium(sealing),
  playing: () => inChromium(playback),
  rows: () => inChromium(rows),
  replaying,
  verifying,
  stating,
  proving,
  weight,
}

/** `npm run bench -- playing` measures one part and writes nothing. */
const only = process.argv[2]
if (only !== undefined && !PARTS[only])
  throw new RangeError(`There is no part “${only}”: ${Object.keys(PARTS).join(', ')}`)
const lines: Line[] = []
for (const [name, part] of Object.entries(PARTS)) if (only === undefined || only === name) lines.push(...(await part()))
for (const line of lines) console.log(say(line))
if (only === undefined)
  await writeFile(
    'bench.json',
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, lines }, undefined, 2)}\n`,
  )

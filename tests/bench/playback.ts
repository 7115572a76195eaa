/** How soon something sounds: sealed, over a gateway, through the service worker, against a plain <audio> that reads the
 * same recording as a file of the page's own server, in the same run on the same machine. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { Item } from '../../src/storage/library.ts'
import { openGateway, RATE, sealShards, wave, type Sealed, type SealedGateway } from '../player/sealed-gateway.ts'
import { peakOf } from './memory.ts'
import type { Times } from './page/play.ts'

/** Seconds of the recording that is timed, and of a short and a long one whose memory may not differ. */
const TIMED = 300
const [SHORT, LONG] = [60, 6_000]
const ROUNDS = 3

interface Bench {
  timePlain(url: string): Promise<Times>
  timeSealed(item: Item, gateway: string): Promise<Times>
}

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly atMost?: number
}

/** `folder` is where the page is served from; the plain recording is put there for the while. */
export async function playback(page: Page, folder: string): Promise<Line[]> {
  const recording = wave(TIMED)
  const sealed = await ready(await sealShards([recording]))
  const gateway = await openGateway(sealed)
  const file = join(folder, 'plain.wav')
  await writeFile(file, new Uint8Array(await recording.slice(0, recording.size).arrayBuffer()))
  const plain: Times[] = []
  const ours: Times[] = []
  try {
    // In turn, so that whatever else the machine does meets both; the first of each warms code and caches.
    for (let round = 0; round <= ROUNDS; round++) {
      const one = await page.evaluate((url) => (globalThis as unknown as Bench).timePlain(url), `plain.wav?${round}`)
      const other = await timeSealed(page, sealed, gateway)
      if (round === 0) continue
      plain.push(one)
      ours.push(other)
    }
  } finally {
    gateway.stop()
    await rm(file)
  }
  const first = (times: Times[]) => median(times.map((each) => each.first))
  const seek = (times: Times[]) => median(times.flatMap((each) => each.seeks))
  return [
    { what: 'time to first sound, plain <audio>', value: first(plain), unit: 'ms' },
    { what: 'time to first sound, sealed', value: first(ours), unit: 'ms' },
    { what: 'time to first sound, sealed against plain', value: first(ours) / first(plain), unit: '×' },
    { what: 'seek until sound, plain <audio>', value: seek(plain), unit: 'ms' },
    { what: 'seek until sound, sealed', value: seek(ours), unit: 'ms' },
    { what: 'seek until sound, sealed against plain', value: seek(ours) / seek(plain), unit: '×' },
    ...(await memory(page)),
  ]
}

const timeSealed = (page: Page, { item }: Sealed, { url }: SealedGateway): Promise<Times> =>
  page.evaluate(([item, url]) => (globalThis as unknown as Bench).timeSealed(item, url), [item, url] as const)

async function memory(page: Page): Promise<Line[]> {
  const peaks: number[] = []
  for (const seconds of [SHORT, LONG]) {
    const sealed = await sealShards([wave(seconds)])
    const gateway = await openGateway(sealed)
    const peak = await peakOf(page, () => timeSealed(page, sealed, gateway)).finally(() => gateway.stop())
    if (peak === undefined) return []
    peaks.push(peak)
  }
  const [short, long] = peaks as [number, number]
  return [
    { what: `peak memory of the page playing ${Math.round((SHORT * RATE) / 1e6)} MB`, value: short / 1e6, unit: 'MB' },
    { what: `peak memory of the page playing ${Math.round((LONG * RATE) / 1e6)} MB`, value: long / 1e6, unit: 'MB' },
    {
      what: 'memory that grows with each byte played',
      value: (long - short) / ((LONG - SHORT) * RATE),
      unit: 'bytes',
      atMost: 0.2,
    },
  ]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** With every leaf at hand: what is measured is the way, not the sealing. */
async function ready(sealed: Sealed): Promise<Sealed> {
  const made = new Map<string, Awaited<ReturnType<Sealed['answer']>>>()
  for (const cid of sealed.leaves) made.set(cid, await sealed.answer(cid))
  return { ...sealed, answer: async (cid) => made.get(cid) ?? sealed.answer(cid) }
}

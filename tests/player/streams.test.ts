/** Streams in real browsers, over a trustless gateway: long, of several shards, and through everything that may break. */
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { peakOf } from '../bench/memory.ts'
import { open, openBrowser } from '../storage/harness/browser.ts'
import type { Item, StreamNews } from '../../src/storage/library.ts'
import { openGateway, RATE, sealShards, wave, type Sealed, type SealedGateway } from './sealed-gateway.ts'

/** A gigabyte of sound: an hour and forty-one minutes. */
const SECONDS = Math.floor(1_073_741_824 / RATE)

declare global {
  var audio: HTMLAudioElement
  var news: StreamNews[]
  var streamed: { url: string; close(): void }
  var moved: (by: number, patience?: number) => Promise<boolean>
}

// A busy machine takes its time.
vi.setConfig({ testTimeout: 240_000 })
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look)

let browser: Awaited<ReturnType<typeof openBrowser>>
let long: Sealed
const gateways: SealedGateway[] = []

beforeAll(async () => {
  ;[browser, long] = await Promise.all([openBrowser(), sealShards([wave(SECONDS)])])
})
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.stop()
})
afterAll(async () => {
  await browser.close()
})

async function gatewayOf(sealed: Sealed): Promise<SealedGateway> {
  const gateway = await openGateway(sealed)
  gateways.push(gateway)
  return gateway
}

/** A page with a library on these gateways, and the item as an <audio> that plays, silent as tests are. */
const listener = async (item: Item, ...from: SealedGateway[]): Promise<Page> =>
  listening((await browser.profile()).page, item, ...from)

async function listening(page: Page, item: Item, ...from: SealedGateway[]): Promise<Page> {
  await open(page, { gateways: from.map(({ url }) => url) })
  await page.evaluate(async (item) => {
    globalThis.news = []
    globalThis.streamed = await library.stream(item, { news: (each) => news.push(each) })
    globalThis.audio = Object.assign(new Audio(), { muted: true })
    globalThis.moved = async (by, patience = 60_000) => {
      const [from, until] = [audio.currentTime, performance.now() + patience]
      while (performance.now() < until) {
        if (!audio.seeking && audio.currentTime >= from + by) return true
        await new Promise((go) => setTimeout(go, 20))
      }
      return false
    }
  }, item)
  return page
}

const begin = (page: Page) =>
  page.evaluate(async () => {
    audio.src = streamed.url
    await audio.play()
    return moved(0.3)
  })
const seek = (page: Page, seconds: number) =>
  page.evaluate(async (seconds) => {
    audio.currentTime = seconds
    return moved(0.3)
  }, seconds)

test('a gigabyte plays and seeks anywhere, fetching a handful of leaves', async () => {
  const gateway = await gatewayOf(long)
  const page = await listener(long.item, gateway)
  const counts: number[] = []
  const peak = await peakOf(page, async () => {
    expect(await begin(page)).toBe(true)
    expect(await page.evaluate(() => audio.duration)).toBeCloseTo(SECONDS, 0)
    counts.push(gateway.leaves.length)
    for (const part of [0.5, 0.93, 0.17, 0.71, 0.33]) {
      expect(await seek(page, part * SECONDS)).toBe(true)
      counts.push(gateway.leaves.length)
    }
  })
  console.log(`leaves of ${Math.ceil(long.item.bytes / 1_048_576)}: ${counts.join(', ')}; peak ${peak! / 1e6} MB`)
  // What Chromium wants in hand at this many bytes a second, and one more; not what lies between.
  expect(counts.at(-1)).toBeLessThan(48)
  expect(new Set(gateway.leaves).size).toBe(gateway.leaves.length)
  if (peak !== undefined) expect(peak).toBeLessThan(400e6)
})

test('a reader that stops reading stops the fetching', async () => {
  const gateway = await gatewayOf(long)
  const page = await listener(long.item, gateway)
  const read = await page.evaluate(async () => {
    const reader = (await fetch(streamed.url)).body!.getReader()
    const { value } = await reader.read()
    await new Promise((go) => setTimeout(go, 1500))
    void reader.cancel()
    return value!.byteLength
  })
  expect(read).toBeGreaterThan(0)
  expect(gateway.leaves.length).toBeLessThan(12)
})

test('several shards are one file: each range right, and sound across their seams', async () => {
  const seconds = 14
  const whole = wave(seconds)
  const cuts = [0, 1_200_000, 1_200_001, whole.size]
  const sealed = await sealShards(cuts.slice(1).map((end, i) => wave(seconds, cuts[i], end)))
  const page = await listener(sealed.item, await gatewayOf(sealed))
  const plain = new Uint8Array(await whole.slice(0, whole.size).arrayBuffer())
  const ranges = [
    [0, 43],
    [1_199_990, 1_200_010],
    [1_200_000, 1_200_000],
    [1_048_000, 2_300_000],
    [0, whole.size - 1],
  ] as const
  for (const [from, to] of ranges) {
    const got = await page.evaluate(async (range) => {
      const response = await fetch(streamed.url, { headers: { range } })
      return [response.status, response.headers.get('content-range'), await digest(await response.arrayBuffer())]
    }, `bytes=${from}-${to}`)
    const wanted = await crypto.subtle.digest('SHA-256', plain.slice(from, to + 1))
    expect(got).toEqual([206, `bytes ${from}-${to}/${whole.size}`, [...new Uint8Array(wanted)].join()])
  }
  expect(await begin(page)).toBe(true)
  // Byte 1 200 000 is second 6.8.
  expect(await seek(page, 6.3)).toBe(true)
  expect(await page.evaluate(() => moved(1.2))).toBe(true)
})

test('HEAD, the end, beyond it, several ranges at once, and other methods', async () => {
  const sealed = await sealShards([wave(2)])
  const page = await listener(sealed.item, await gatewayOf(sealed))
  const size = sealed.item.bytes
  const answers = await page.evaluate(async () => {
    const ask = async (init: RequestInit) => {
      const response = await fetch(streamed.url, init)
      const length = response.headers.get('content-length')
      return [response.status, length, response.headers.get('content-range'), (await response.arrayBuffer()).byteLength]
    }
    return {
      head: await ask({ method: 'HEAD' }),
      headOfRange: await ask({ method: 'HEAD', headers: { range: 'bytes=0-9' } }),
      end: await ask({ headers: { range: 'bytes=-100' } }),
      beyond: await ask({ headers: { range: 'bytes=99999999999999999999-' } }),
      several: await ask({ headers: { range: 'bytes=0-1,5-6' } }),
      post: await ask({ method: 'POST' }),
    }
  })
  expect(answers).toEqual({
    head: [200, String(size), null, 0],
    headOfRange: [200, String(size), null, 0],
    end: [206, '100', `bytes ${size - 100}-${size - 1}/${size}`, 100],
    beyond: [416, null, `bytes */${size}`, 0],
    several: [200, String(size), null, size],
    post: [405, null, null, 0],
  })
})

test('a newer service worker takes over while a stream runs', async () => {
  const page = await listener(long.item, await gatewayOf(long))
  expect(await begin(page)).toBe(true)
  const session = await page.context().newCDPSession(page)
  const versions = new Map<string, string>()
  session.on('ServiceWorker.workerVersionUpdated', ({ versions: changed }) => {
    for (const { versionId, status } of changed) versions.set(versionId, status)
  })
  await session.send('ServiceWorker.enable')
  const inState = (wanted: string) => [...versions].filter(([, status]) => status === wanted).map(([id]) => id)
  await eventually(() => inState('activated')).toHaveLength(1)
  const [old] = inState('activated')

  await appendFile(join(browser.outDir, 'sw.js'), '\n// a newer version\n')
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update())
  expect(await page.evaluate(() => moved(1))).toBe(true)
  // Chromium lets the old one end its streams. Others stop it at once, and what it sent breaks off.
  await eventually(() => inState('installed').length + inState('activated').length).toBe(2)
  await session.send('ServiceWorker.stopWorker', { versionId: old! })
  await eventually(() => inState('redundant')).toEqual([old])
  await eventually(() => inState('activated')).toHaveLength(1)
  expect(await page.evaluate(() => moved(1))).toBe(true)
  expect(await seek(page, 4_000)).toBe(true)
  expect(await page.evaluate(() => audio.error)).toBeNull()
})

test('the content worker breaks, is started anew and goes on serving what was open', async () => {
  const page = await listener(long.item, await gatewayOf(long))
  expect(await begin(page)).toBe(true)
  const [worker] = page.workers()
  await worker!.evaluate(() => {
    setTimeout(() => {
      throw new Error('broken on purpose')
    })
  })
  await eventually(() => page.workers().includes(worker!)).toBe(false)
  const status = await page.evaluate(
    async () => (await fetch(streamed.url, { headers: { range: 'bytes=0-9' } })).status,
  )
  expect(status).toBe(206)
  expect(await seek(page, 2_000)).toBe(true)
})

test('a gateway that dies midway is waited for, and playing goes on when it is back', async () => {
  const gateway = await gatewayOf(long)
  const page = await listener(long.item, gateway)
  expect(await begin(page)).toBe(true)
  gateway.manner = 'failing'
  await page.evaluate(() => void (audio.currentTime = 2_500))
  await eventually(() => page.evaluate(() => news.at(-1)?.waiting ?? '')).toMatch(/answered with error 503/)
  expect(await page.evaluate(() => moved(0.1, 500))).toBe(false)
  gateway.manner = 'honest'
  expect(await page.evaluate(() => moved(0.3))).toBe(true)
  expect(await page.evaluate(() => [audio.error, news.at(-1)?.waiting])).toEqual([null, ''])
})

test('a gateway that begins to lie is named, and another one heard', async () => {
  const [first, second] = [await gatewayOf(long), await gatewayOf(long)]
  const page = await listener(long.item, first, second)
  expect(await begin(page)).toBe(true)
  expect(second.leaves).toEqual([])
  first.manner = 'lying'
  expect(await seek(page, 4_500)).toBe(true)
  const { refused } = (await page.evaluate(() => news)).find((each) => each.refused)!
  expect(refused).toBe(new URL(first.url).host)
  expect(second.leaves.length).toBeGreaterThan(0)
  expect(await page.evaluate(() => audio.error)).toBeNull()
})

test('on a full disk it plays without keeping', async () => {
  const gateway = await gatewayOf(long)
  const { page } = await browser.profile()
  const session = await page.context().newCDPSession(page)
  // Before anything is written: the browser remembers for some seconds how much room there was.
  await session.send('Storage.overrideQuotaForOrigin', { origin: browser.url, quotaSize: 3_000_000 })
  await listening(page, long.item, gateway)
  expect(await begin(page)).toBe(true)
  expect(await seek(page, 5_000)).toBe(true)
  expect(await seek(page, 1_000)).toBe(true)
  const kept = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('blocks')
        opening.onsuccess = () => {
          const counting = opening.result.transaction('blocks').objectStore('blocks').count()
          counting.onsuccess = () => resolve(counting.result)
        }
      }),
  )
  expect(kept).toBeLessThan(5)
  expect(gateway.leaves.length).toBeGreaterThan(10)
})

test('what is sealed otherwise ends in a sentence, not in waiting', async () => {
  const sealed = await sealShards([wave(20)])
  const other = { ...sealed.item.opening!, shardKey: new Uint8Array(32).fill(1) }
  const page = await listener({ ...sealed.item, opening: other }, await gatewayOf(sealed))
  const told = await page.evaluate(async () => {
    const ended = await reason(fetch(streamed.url).then((response) => response.arrayBuffer()))
    return [ended.kind !== 'none', news.find(({ broken }) => broken)?.broken]
  })
  expect(told).toEqual([true, expect.stringMatching(/not what its creator sealed/)])
})

test('after its page is closed, a stream is gone at once for everybody else', async () => {
  const sealed = await sealShards([wave(2)])
  const page = await listener(sealed.item, await gatewayOf(sealed))
  const url = await page.evaluate(() => streamed.url)
  const other = await page.context().newPage()
  await other.goto(browser.url)
  const status = () =>
    other.evaluate(async (url) => {
      const from = performance.now()
      const { status } = await fetch(url)
      return { status, slow: performance.now() - from > 9_500 }
    }, url)
  await page.close()
  expect(await status()).toEqual({ status: 404, slow: false })
  // A tab of its own has no page to ask for it either.
  const tab = await other.context().newPage()
  await expect(tab.goto(url, { timeout: 9_500 })).rejects.toThrow(/ERR_HTTP_RESPONSE_CODE_FAILURE/)
})

/** The library in real browsers: sealing, resuming, reading, playing. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { numbered } from './harness/bytes.ts'
import { around } from './harness/around.ts'
import { open } from './harness/browser.ts'

const stage = around()

test('what is added is read back, under the policy, without a complaint', async () => {
  const { page, problems } = await stage.profile()
  const cid = await page.evaluate(async () => {
    const { cid } = await library.add(new Blob([content(3_000_000)]))
    if ((await digest(await library.read(cid))) !== (await digest(content(3_000_000)))) throw new Error('other bytes')
    return cid
  })
  expect(cid).toBe((await stage.node.shelf.add(new Blob([numbered(3_000_000)]))).cid)
  expect(problems).toEqual([])
})

test('a file is sealed, and played opened with ranges through the service worker', async () => {
  const { page, problems } = await stage.profile()
  const seen = await page.evaluate(async () => {
    const plain = content(5_000_000)
    const sealed = await library.seal(new Blob([plain]), { job: 'a', ...key })
    const stream = await library.stream({
      cid: sealed.cid,
      bytes: plain.length,
      type: 'audio/mpeg',
      opening: { ...key, ptLen: plain.length },
    })
    const { url } = stream
    const whole = await fetch(url)
    const part = await fetch(url, { headers: { range: 'bytes=1048500-2100000' } })
    const beyond = await fetch(url, { headers: { range: 'bytes=9000000-' } })
    const tail = await fetch(url, { headers: { range: 'bytes=-10' } })
    const result = {
      sealed,
      same: (await digest(await whole.arrayBuffer())) === (await digest(plain)),
      whole: [
        whole.status,
        whole.headers.get('content-length'),
        whole.headers.get('content-type'),
        whole.headers.get('cache-control'),
      ],
      partSame: (await digest(await part.arrayBuffer())) === (await digest(plain.slice(1048500, 2100001))),
      part: [part.status, part.headers.get('content-range')],
      beyond: [beyond.status, beyond.headers.get('content-range')],
      tail: [tail.status, tail.headers.get('content-range'), (await tail.arrayBuffer()).byteLength],
    }
    stream.close()
    await new Promise((go) => setTimeout(go, 100))
    return { ...result, closed: (await fetch(url)).status }
  })
  expect(seen).toMatchObject({
    sealed: { ctLen: 5_000_000 + 40 + 5 * 16, ptLen: 5_000_000 },
    same: true,
    whole: [200, '5000000', 'audio/mpeg', 'no-store'],
    partSame: true,
    part: [206, 'bytes 1048500-2100000/5000000'],
    beyond: [416, 'bytes */5000000'],
    tail: [206, 'bytes 4999990-4999999/5000000', 10],
    closed: 404,
  })
  expect(problems.filter((each) => !/416|404/.test(each))).toEqual([])
})

test('a pause, then a reload midway, cost nothing that was sealed', async () => {
  const { page } = await stage.profile()
  const paused = await page.evaluate(async () => {
    const pause = new AbortController()
    const source = new Blob([content(60_000_000)])
    const progress = ({ done }: { done: number }) => done > 20e6 && pause.abort()
    return (await reason(library.seal(source, { job: 'long', ...key, signal: pause.signal, progress }))).kind
  })
  expect(paused).toBe('aborted')
  await page.evaluate(() => {
    void library.seal(new Blob([content(60_000_000)]), {
      job: 'long',
      ...key,
      progress: ({ done }) => done > 40e6 && location.reload(),
    })
  })
  await page.waitForEvent('load')
  await open(page)
  const seen = await page.evaluate(async () => {
    const marks: number[] = []
    const source = new Blob([content(60_000_000)])
    const offer = async (bytes: Uint8Array<ArrayBuffer>) =>
      (await reason(library.seal(new Blob([bytes]), { job: 'long', ...key }))).kind
    const changed = await offer(content(60_000_000, 2))
    const shorter = await offer(content(59_000_000))
    const sealed = await library.seal(source, { job: 'long', ...key, progress: ({ done }) => marks.push(done) })
    const { url } = await library.stream({
      cid: sealed.cid,
      bytes: sealed.ptLen,
      type: 'x/y',
      opening: { ...key, ptLen: sealed.ptLen },
    })
    const same = (await digest(await (await fetch(url)).arrayBuffer())) === (await digest(content(60_000_000)))
    const again = await library.seal(source, { job: 'long', ...key })
    return { changed, shorter, first: marks[0]!, same, again: again.cid === sealed.cid }
  })
  expect(seen).toMatchObject({ changed: 'changed', shorter: 'changed', same: true, again: true })
  expect(seen.first).toBeGreaterThan(30e6)
})

test('a discarded job leaves no block', async () => {
  const { page } = await stage.profile()
  const left = await page.evaluate(async () => {
    const { cid } = await library.seal(new Blob([content(4_000_000)]), { job: 'gone', ...key })
    const before = await library.copies(cid)
    await library.discard('gone')
    const blocks = await new Promise((resolve) => {
      const opening = indexedDB.open('blocks')
      opening.onsuccess = () => {
        const counting = opening.result.transaction('blocks').objectStore('blocks').count()
        counting.onsuccess = () => resolve(counting.result)
      }
    })
    return [before[0]?.label, await library.copies(cid), blocks]
  })
  expect(left).toEqual(['This browser', [], 0])
})

test('a stranger with an empty store reads over the gateway, and sees where copies are', async () => {
  const { cid } = await stage.node.shelf.add(new Blob([numbered(2_500_000, 5)]))
  const { page } = await stage.profile({ gateways: [stage.node.gateway] })
  const seen = await page.evaluate(async (cid) => {
    const same = (await digest(await library.read(cid))) === (await digest(content(2_500_000, 5)))
    return { same, copies: await library.copies(cid), checked: await library.copies(cid, { check: true }) }
  }, cid)
  expect(seen.same).toBe(true)
  expect(seen.copies.map(({ where, label }) => [where, label])).toEqual([
    ['here', 'This browser'],
    ['gateway', new URL(stage.node.gateway).host],
  ])
  expect(seen.checked).toHaveLength(2)
})

async function lyingGateway(answer: (cid: string) => Promise<Uint8Array>): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const cid = request.url!.match(/ipfs\/(\w+)/)![1]!
    void answer(cid).then((bytes) => response.writeHead(200, { 'access-control-allow-origin': '*' }).end(bytes))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

test('a gateway that sends wrong bytes is refused and named, and an honest one is heard instead', async () => {
  const cid = await stage.node.shelf.addRaw(numbered(100_000, 6))
  const { url, server } = await lyingGateway(async () => numbered(100_000, 7))
  const { page } = await stage.profile({ gateways: [url] })
  const read = () => page.evaluate((cid) => reason(library.read(cid)), cid)
  expect(await read()).toEqual({
    kind: 'hashMismatch',
    message: `${new URL(url).host} sent other bytes than were asked for. They were refused.`,
  })
  await page.evaluate((gateways) => library.configure({ gateways, pinning: [], relays: [] }), [url, stage.node.gateway])
  expect(await read()).toMatchObject({ kind: 'none' })
  expect(await page.evaluate(() => library.refused())).toEqual([url])
  server.close()
})

test('a gateway that sends without end is cut off', async () => {
  const cid = await stage.node.shelf.addRaw(numbered(1000, 8))
  const { url, server } = await lyingGateway(async () => new Uint8Array(6_000_000))
  const { page } = await stage.profile({ gateways: [url] })
  expect(await page.evaluate((cid) => reason(library.read(cid)), cid)).toMatchObject({ kind: 'hashMismatch' })
  server.close()
})

test('nowhere, too late and not an address are told apart', async () => {
  const cid = await stage.node.shelf.addRaw(numbered(50, 9))
  const { url, server } = await lyingGateway(() => new Promise(() => {}))
  const { page } = await stage.profile()
  const kind = (cid: string) =>
    page.evaluate(async (cid) => (await reason(library.read(cid, { timeout: 500 }))).kind, cid)
  expect([await kind(cid), await kind('nonsense')]).toEqual(['notFound', 'notFound'])
  await page.evaluate((gateways) => library.configure({ gateways, pinning: [], relays: [] }), [url])
  expect(await kind(cid)).toBe('timeout')
  server.closeAllConnections()
  server.close()
})

test('an <audio> element plays a sealed recording and seeks in it', async () => {
  const { page } = await stage.profile()
  const seen = await page.evaluate(async () => {
    const seconds = 120
    const wav = (rate: number): Uint8Array<ArrayBuffer> => {
      const samples = seconds * rate * 2
      const bytes = new DataView(new ArrayBuffer(44 + samples * 2))
      const text = (at: number, word: string) =>
        word.split('').forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)))
      text(0, 'RIFF')
      text(8, 'WAVEfmt ')
      text(36, 'data')
      bytes.setUint32(4, 36 + samples * 2, true)
      bytes.setUint32(16, 16, true)
      bytes.setUint16(20, 1, true)
      bytes.setUint16(22, 2, true)
      bytes.setUint32(24, rate, true)
      bytes.setUint32(28, rate * 4, true)
      bytes.setUint16(32, 4, true)
      bytes.setUint16(34, 16, true)
      bytes.setUint32(40, samples * 2, true)
      for (let i = 0; i < samples; i++) bytes.setInt16(44 + i * 2, Math.sin(i / 40) * 8000, true)
      return new Uint8Array(bytes.buffer)
    }
    const sealed = await library.seal(new Blob([wav(44100)]), { job: 'song', ...key })
    const audio = Object.assign(new Audio(), { muted: true })
    const event = (name: string) => new Promise((resolve) => audio.addEventListener(name, resolve, { once: true }))
    const begun = performance.now()
    const opening = { ...key, ptLen: sealed.ptLen }
    audio.src = (await library.stream({ cid: sealed.cid, bytes: sealed.ptLen, type: 'audio/wav', opening })).url
    const moving = async () => {
      const at = audio.currentTime
      while (audio.currentTime <= at) await new Promise(requestAnimationFrame)
    }
    await audio.play()
    await moving()
    const first = performance.now() - begun
    const sought = performance.now()
    audio.currentTime = 100
    await event('seeked')
    await moving()
    return {
      duration: audio.duration,
      first,
      seek: performance.now() - sought,
      at: audio.currentTime,
      error: audio.error,
    }
  })
  console.log(`first sound ${seen.first.toFixed(0)} ms, seek ${seen.seek.toFixed(0)} ms`)
  expect(seen).toMatchObject({ duration: 120, error: null })
  expect(seen.at).toBeGreaterThan(100)
  expect(seen.first).toBeLessThan(20_000)
})

test('an open work streams with ranges from a gateway, fetching only what is asked for', async () => {
  const { cid } = await stage.node.shelf.add(new Blob([numbered(20_000_000, 21)]))
  const { page } = await stage.profile({ gateways: [stage.node.gateway] })
  const seen = await page.evaluate(async (cid) => {
    const { url } = await library.stream({ cid, bytes: 20_000_000, type: 'video/mp4' })
    const part = await fetch(url, { headers: { range: 'bytes=15000000-15000099' } })
    const bytes = new Uint8Array(await part.arrayBuffer())
    const wanted = content(20_000_000, 21).slice(15_000_000, 15_000_100)
    const fetched = (await library.copies(cid)).map(({ label }) => label)
    return { status: part.status, same: (await digest(bytes)) === (await digest(wanted)), fetched }
  }, cid)
  expect(seen).toMatchObject({ status: 206, same: true })
  expect(seen.fetched).toContain('This browser, in part')
})

test('a manifest that claims more bytes than there are ends in an error, not in waiting', async () => {
  const { page } = await stage.profile()
  const outcome = await page.evaluate(async () => {
    const { cid } = await library.add(new Blob([content(2_000_000)]))
    const { url } = await library.stream({ cid, bytes: 3_000_000, type: 'audio/mpeg' })
    return (await reason(fetch(url).then((response) => response.arrayBuffer()))).kind
  })
  expect(outcome).not.toBe('none')
})

test('a sealed stream with a wrong key or altered bytes ends in an error, never in noise', async () => {
  const { page } = await stage.profile()
  const outcome = await page.evaluate(async () => {
    const sealed = await library.seal(new Blob([content(2_000_000)]), { job: 'b', ...key })
    const shardKey = new Uint8Array(32).fill(8)
    const item = {
      cid: sealed.cid,
      bytes: sealed.ptLen,
      type: 'audio/mpeg',
      opening: { ...key, shardKey, ptLen: sealed.ptLen },
    }
    const response = await fetch((await library.stream(item)).url)
    return response.arrayBuffer().then(
      (buffer) => buffer.byteLength,
      () => 'refused',
    )
  })
  expect(outcome).toBe('refused')
})

test('after a hard reload, which leaves the page without its service worker, playing works', async () => {
  const { page } = await stage.profile()
  await page.evaluate(() =>
    library.stream({ cid: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy', bytes: 1, type: 'a/b' }),
  )
  const session = await page.context().newCDPSession(page)
  await Promise.all([page.waitForEvent('load'), session.send('Page.reload', { ignoreCache: true })])
  await open(page)
  const seen = await page.evaluate(async () => {
    const uncontrolled = navigator.serviceWorker.controller === null
    const { cid } = await library.add(new Blob([content(1000)]))
    const response = await fetch((await library.stream({ cid, bytes: 1000, type: 'a/b' })).url)
    return { uncontrolled, status: response.status, bytes: (await response.arrayBuffer()).byteLength }
  })
  expect(seen).toEqual({ uncontrolled: true, status: 200, bytes: 1000 })
})

test('out of room midway, the browser’s refusal is told, and sealing goes on once there is room', async () => {
  const { page } = await stage.profile()
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: stage.browser.url, quotaSize: 100_000_000 })
  const seal = () =>
    page.evaluate(async () => {
      const marks: number[] = []
      const fill = async () => {
        const opening = indexedDB.open('other', 1)
        opening.onupgradeneeded = () => opening.result.createObjectStore('bytes')
        await new Promise((opened) => (opening.onsuccess = opened))
        const store = opening.result.transaction('bytes', 'readwrite').objectStore('bytes')
        for (let i = 0; i < 60; i++) store.put(content(1_000_000, i + 1), i)
        opening.result.close()
      }
      const progress = ({ done }: { done: number }) =>
        void (marks.push(done) === 10 && globalThis.url === undefined && fill())
      const told = await reason(library.seal(new Blob([content(80_000_000)]), { job: 'big', ...key, progress }))
      globalThis.url = 'filled'
      return { ...told, first: marks[0] }
    })
  expect(await seal()).toMatchObject({ kind: 'quota', first: 0 })
  expect(await seal()).toMatchObject({ kind: 'quota' })
  await session.send('Storage.overrideQuotaForOrigin', { origin: stage.browser.url })
  const resumed = await seal()
  expect(resumed.kind).toBe('none')
  expect(resumed.first).toBeGreaterThan(5e6)
})

test('playing survives the browser stopping the service worker', async () => {
  const { page } = await stage.profile()
  const session = await page.context().newCDPSession(page)
  await session.send('ServiceWorker.enable')
  const read = (from: number) =>
    page.evaluate(async (from) => {
      globalThis.url ??= (
        await library.stream({
          cid: (await library.add(new Blob([content(5_000_000)]))).cid,
          bytes: 5_000_000,
          type: 'audio/mpeg',
        })
      ).url
      const part = await fetch(globalThis.url, { headers: { range: `bytes=${from}-${from + 99}` } })
      return [part.status, (await part.arrayBuffer()).byteLength]
    }, from)
  expect(await read(0)).toEqual([206, 100])
  await session.send('ServiceWorker.stopAllWorkers')
  expect(await read(3_000_000)).toEqual([206, 100])
})

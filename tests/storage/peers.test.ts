/** Copies with others: peers over the relay and WebRTC, pinning services, CAR files. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { around } from './harness/around.ts'
import { open } from './harness/browser.ts'

const stage = around()

test('libp2p is not loaded before going online', async () => {
  const { page } = await stage.profile({ relays: stage.node.relay })
  const scripts = () =>
    page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('net-')).length)
  await page.evaluate(() => library.addRaw(content(10)))
  expect(await scripts()).toBe(0)
  await page.evaluate(() => library.peers.goOnline())
  expect(await scripts()).toBe(1)
})

test('two browsers meet at the relay and exchange a file over WebRTC', async () => {
  const creator = await stage.profile({ relays: stage.node.relay })
  const fan = await stage.profile({ relays: stage.node.relay })
  const cid = await creator.page.evaluate(async () => {
    const { cid } = await library.add(new Blob([content(5_000_000, 11)]))
    await library.peers.goOnline()
    return cid
  })
  const hint = () =>
    creator.page.evaluate(() => library.peers.state().addresses.find((address) => address.includes('/webrtc/p2p/')))
  await expect.poll(hint).toBeTruthy()
  const got = await fan.page.evaluate(
    async ([cid, hint]) => {
      await library.peers.goOnline()
      await library.peers.dial(hint)
      const same = (await digest(await library.read(cid))) === (await digest(content(5_000_000, 11)))
      const over = library.peers.state().connected.map(({ address }) => /\/webrtc/.test(address))
      const copies = (await library.copies(cid)).map(({ where }) => where)
      return { same, webrtc: over.includes(true), copies }
    },
    [cid, (await hint())!] as const,
  )
  expect(got).toEqual({ same: true, webrtc: true, copies: ['here', 'peer'] })
  expect([...creator.problems, ...fan.problems]).toEqual([])
  expect(await fan.page.evaluate(async () => (await library.peers.goOffline(), library.peers.state().status))).toBe(
    'offline',
  )
})

test('an unreachable relay is said, and the rest goes on working', async () => {
  const { page } = await stage.profile({
    relays: ['/ip4/127.0.0.1/tcp/9/ws/p2p/12D3KooWRk6bUPnUJypuVePRE6qZJzhDSitNgDjurofFqJxUvNKf'],
  })
  const seen = await page.evaluate(async () => {
    const outcome = (await reason(library.peers.goOnline())).kind
    return { outcome, state: library.peers.state(), cid: await library.addRaw(content(10)) }
  })
  expect(seen.outcome).toBe('network')
  expect(seen.state).toMatchObject({ status: 'offline', problem: expect.any(String) })
})

test('a file is uploaded and pinned at the service, then gone from here and read from there', async () => {
  const pinning = [{ ...stage.node.pinning, label: 'Mine' }]
  const { page } = await stage.profile({ pinning })
  const seen = await page.evaluate(async () => {
    const { cid } = await library.add(new Blob([content(40_000_000, 12)]))
    const marks: number[] = []
    const copy = await library.pin(cid, 'a work', { progress: ({ done, total }) => marks.push(done / total) })
    return { cid, copy, marks, copies: await library.copies(cid) }
  })
  expect(seen.copy).toMatchObject({ where: 'pin', label: 'Mine' })
  // Two parts of the file, then its root alone.
  expect(seen.marks).toEqual([expect.closeTo(0.84, 2), expect.closeTo(1, 3), 1])
  expect(seen.copies.map(({ where }) => where)).toEqual(['here', 'pin'])
  const stranger = await stage.profile({ gateways: [stage.node.gateway] })
  const same = await stranger.page.evaluate(
    async (cid) => (await digest(await library.read(cid, { limit: 1e9 }))) === (await digest(content(40_000_000, 12))),
    seen.cid,
  )
  expect(same).toBe(true)
})

test('a service that takes no CAR fetches from this browser instead', async () => {
  const proxy = createServer(async (request, response) => {
    response
      .setHeader('access-control-allow-origin', '*')
      .setHeader('access-control-allow-headers', 'authorization, content-type')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (request.url!.startsWith('/api/')) return response.writeHead(404).end()
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const { method, headers } = request
    const authorization = headers.authorization!
    const body = parts.length > 0 ? { body: Buffer.concat(parts) } : {}
    const answer = await fetch(stage.node.pinning.endpoint + request.url!, {
      method: method!,
      headers: { authorization },
      ...body,
    })
    return response.writeHead(answer.status).end(await answer.text())
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const { page } = await stage.profile({ relays: stage.node.relay, pinning: [{ endpoint, token: 'secret' }] })
  const cid = await page.evaluate(async () => {
    await library.peers.goOnline()
    const { cid } = await library.add(new Blob([content(3_000_000, 13)]))
    await library.pin(cid, 'fetched')
    return cid
  })
  expect((await fetch(`${stage.node.gateway}/ipfs/${cid}?format=raw`)).status).toBe(200)
  proxy.close()
})

test('a wrong token and no service are said', async () => {
  const { page } = await stage.profile({ pinning: [{ ...stage.node.pinning, token: 'wrong' }] })
  const pin = () => page.evaluate(async () => reason(library.pin(await library.addRaw(content(10)), 'x')))
  expect(await pin()).toEqual({
    kind: 'network',
    message: expect.stringContaining('refuses the access token') as string,
  })
  await page.evaluate(() => library.configure({ gateways: [], pinning: [], relays: [] }))
  expect(await pin()).toEqual({ kind: 'notFound', message: expect.stringContaining('Add one in Settings') as string })
})

test('a CAR carries a file from one profile to another; a damaged one is refused', async () => {
  const { page } = await stage.profile()
  const car = await page.evaluate(async () => {
    const { cid } = await library.add(new Blob([content(2_500_000, 14)]))
    const bytes = new Uint8Array(await (await library.car(cid)).arrayBuffer())
    return { cid, base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) }
  })
  const other = await stage.profile()
  const seen = await other.page.evaluate(async ({ base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const damaged = bytes.slice()
    damaged[1_000_000]! ^= 1
    const refused = (await reason(library.importCar(new Blob([damaged])))).kind
    const nonsense = (await reason(library.importCar(new Blob(['hello'])))).kind
    const roots = await library.importCar(new Blob([bytes]))
    const same = (await digest(await library.read(roots[0]!))) === (await digest(content(2_500_000, 14)))
    return { refused, nonsense, roots, same }
  }, car)
  expect(seen).toEqual({ refused: 'hashMismatch', nonsense: 'corrupt', roots: [car.cid], same: true })
})

test('two tabs of one browser share what is stored, seal one job once, and are two peers', async () => {
  const { page } = await stage.profile({ relays: stage.node.relay })
  const second = await page.context().newPage()
  await second.goto(stage.browser.url)
  await open(second, { relays: stage.node.relay })
  const cid = await page.evaluate(async () => (await library.add(new Blob([content(100_000, 15)]))).cid)
  expect(await second.evaluate(async (cid) => (await library.read(cid)).length, cid)).toBe(100_000)
  const seal = () => reason(library.seal(new Blob([content(50_000_000)]), { job: 'once', ...key }))
  const kinds = (await Promise.all([page.evaluate(seal), second.evaluate(seal)])).map(({ kind }) => kind)
  expect(kinds.sort()).toEqual(['busy', 'none'])
  const address = async () => {
    await library.peers.goOnline()
    return library.peers.state().addresses[0]
  }
  expect(await page.evaluate(address)).not.toBe(await second.evaluate(address))
})

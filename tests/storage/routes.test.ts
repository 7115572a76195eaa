import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { CID } from 'multiformats/cid'
import { cidOf } from '../../src/storage/blocks.ts'
import { openRoutes, RouteEvent, type PeerLink } from '../../src/storage/worker/routes.ts'
import { numbered } from './harness/bytes.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

async function gateway(bytes: Uint8Array): Promise<string> {
  const server = createServer((_, response) => response.end(bytes))
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const nobody: PeerLink = { connected: () => [], fetch: () => Promise.reject(new Error('offline')) }
const peer = (fetch: PeerLink['fetch']): PeerLink => ({ connected: () => ['12D3Koo'], fetch })

async function fetched(routes: ReturnType<typeof openRoutes>, cid: CID) {
  let from = ''
  const onProgress = (event: unknown) => event instanceof RouteEvent && (from = event.detail.where)
  const begun = performance.now()
  const bytes = await routes.broker.retrieve!(cid, { onProgress })
  return { bytes, from, ms: performance.now() - begun }
}

test('peers are asked before gateways', async () => {
  const block = numbered(100)
  const routes = openRoutes(
    () => ['http://127.0.0.1:9'],
    peer(() => Promise.resolve(block)),
  )
  expect(await fetched(routes, await cidOf(block))).toMatchObject({ bytes: block, from: 'peer' })
})

test('silent peers cost time once, not for every block', async () => {
  const block = numbered(100)
  const url = await gateway(block)
  const routes = openRoutes(
    () => [url],
    peer(() => new Promise(() => {})),
  )
  const cid = await cidOf(block)
  const [slow, quick] = [await fetched(routes, cid), await fetched(routes, cid)]
  expect([slow.from, quick.from]).toEqual(['gateway', 'gateway'])
  expect(slow.ms).toBeGreaterThan(1000)
  expect(quick.ms).toBeLessThan(1000)
})

test('a peer that sends wrong bytes is not believed', async () => {
  const block = numbered(100)
  const url = await gateway(block)
  const routes = openRoutes(
    () => [url],
    peer(() => Promise.resolve(numbered(100, 2))),
  )
  expect(await fetched(routes, await cidOf(block))).toMatchObject({ bytes: new Uint8Array(block), from: 'gateway' })
})

test('a gateway that lied is asked after the honest one', async () => {
  const block = numbered(100)
  const [liar, honest] = [await gateway(numbered(100, 3)), await gateway(block)]
  const routes = openRoutes(() => [liar, honest], nobody)
  const cid = await cidOf(block)
  await fetched(routes, cid)
  expect([...routes.liars]).toEqual([liar])
})

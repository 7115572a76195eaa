import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CID } from 'multiformats/cid'
import { MemoryBlockstore } from 'blockstore-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIpfsNode, type LocalIpfs } from '../../src/local/ipfs.ts'
import { addInto } from '../../src/storage/addInto.ts'
import { blockBytes, cidOf, isBlock } from '../../src/storage/blocks.ts'
import { carBlock, carHeader, storeCar } from '../../src/storage/car.ts'
import { walk } from '../../src/storage/walk.ts'

let dir: string
let node: LocalIpfs
const start = () => startIpfsNode({ dir, p2pPort: 0, httpPort: 0, token: 'secret' })
const authorized = { authorization: 'Bearer secret' }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ipfs-'))
  node = await start()
})
afterAll(async () => {
  await node.stop()
  await rm(dir, { recursive: true, maxRetries: 20 })
})

/** The parts of the node's answers that tests look at. */
interface Answer {
  error: { reason: string; details: string }
  requestid: string
  status: string
  delegates: string[]
  count: number
  results: { status: string; pin: { cid: string; name: string } }[]
}
const answer = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer

const bytes = (length: number, seed = 1) => Uint8Array.from({ length }, (_, i) => ((i + seed) * 2654435761) >>> 24)
const gateway = (cid: string, query = '?format=raw', init: RequestInit = {}) =>
  fetch(`${node.gateway}/ipfs/${cid}${query}`, init)

async function carOf(content: Uint8Array<ArrayBuffer>) {
  const store = new MemoryBlockstore()
  const { cid } = await addInto(store, new Blob([content]))
  const parts: Uint8Array[] = [carHeader(CID.parse(cid))]
  for await (const block of walk(CID.parse(cid), (each) => blockBytes(store, each)))
    parts.push(carBlock(block.cid, block.bytes))
  return { cid, parts: parts as Uint8Array<ArrayBuffer>[] }
}

function upload(parts: Uint8Array<ArrayBuffer>[], query = '', headers: Record<string, string> = authorized) {
  const form = new FormData()
  form.append('file', new Blob(parts))
  return fetch(`${node.gateway}/api/v0/dag/import${query}`, { method: 'POST', body: form, headers })
}

test('the gateway serves a block that is what its CID says, with the headers of the specification', async () => {
  const cid = await node.shelf.addRaw(bytes(1000))
  const response = await gateway(cid)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/vnd.ipld.raw')
  expect(response.headers.get('etag')).toBe(`"${cid}.raw"`)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await isBlock(CID.parse(cid), new Uint8Array(await response.arrayBuffer()))).toBe(true)
  const head = await gateway(cid, '?format=raw', { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000'])
})

test('the gateway serves a whole file as a CAR', async () => {
  const { cid } = await node.shelf.add(new Blob([bytes(3_000_000)]))
  const response = await gateway(cid, '', { headers: { accept: 'application/vnd.ipld.car' } })
  const store = new MemoryBlockstore()
  const { roots, count } = await storeCar(response.body!, store)
  expect([roots.map(String), count]).toEqual([[cid], 4])
})

test('what is unknown, malformed or not verifiable is refused with its own status', async () => {
  const unknown = (await cidOf(bytes(5))).toString()
  expect((await gateway(unknown)).status).toBe(404)
  expect((await gateway('nonsense')).status).toBe(400)
  expect((await gateway(unknown, '')).status).toBe(406)
  expect((await fetch(node.gateway + '/elsewhere')).status).toBe(404)
})

test('an uploaded CAR is stored and pinned', async () => {
  const { cid, parts } = await carOf(bytes(2_500_000, 7))
  const lines = (await (await upload(parts)).text())
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines).toEqual([{ Root: { Cid: { '/': cid }, PinErrorMsg: '' } }, { Stats: { BlockCount: 4 } }])
  expect((await gateway(cid)).status).toBe(200)
})

test('a CAR with one wrong byte is refused and the wrong block is not stored', async () => {
  const { parts } = await carOf(bytes(900, 8))
  parts[1]!.set([parts[1]!.at(-1)! ^ 1], parts[1]!.length - 1)
  const response = await upload(parts)
  expect(response.status).toBe(400)
  expect((await answer(response)).error.details).toContain('other bytes than it says')
})

test('a CAR whose blocks are not all there is stored but not called pinned', async () => {
  const { cid, parts } = await carOf(bytes(2_500_000, 9))
  const [line] = (await (await upload(parts.slice(0, -1))).text()).split('\n')
  expect((JSON.parse(line!) as { Root: unknown }).Root).toEqual({
    Cid: { '/': cid },
    PinErrorMsg: `Not everything below ${cid} is stored here`,
  })
})

test('writing needs the token, and no more than the bound is taken', async () => {
  const { parts } = await carOf(bytes(10))
  expect((await upload(parts, '', { authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await fetch(node.gateway + '/pins')).status).toBe(401)
  const huge = await fetch(node.gateway + '/pins', { method: 'POST', headers: authorized, body: bytes(70_000) })
  expect(huge.status).toBe(413)
})

test('a pin request is fulfilled, listed, read and removed', async () => {
  const cid = await node.shelf.addRaw(bytes(77))
  const post = await fetch(node.gateway + '/pins', {
    method: 'POST',
    headers: authorized,
    body: JSON.stringify({ cid, name: 'x' }),
  })
  const { requestid, delegates } = await answer(post)
  expect([post.status, delegates]).toEqual([202, node.relay])
  const read = () => answer(fetch(`${node.gateway}/pins/${requestid}`, { headers: authorized }))
  await expect.poll(async () => (await read()).status).toBe('pinned')
  const list = await answer(fetch(`${node.gateway}/pins?cid=${cid}`, { headers: authorized }))
  expect([list.count, list.results[0]?.pin.name]).toEqual([1, 'x'])
  expect((await fetch(`${node.gateway}/pins/${requestid}`, { method: 'DELETE', headers: authorized })).status).toBe(202)
  expect((await fetch(`${node.gateway}/pins/${requestid}`, { headers: authorized })).status).toBe(404)
})

test('a pin of nonsense is refused', async () => {
  const post = await fetch(node.gateway + '/pins', { method: 'POST', headers: authorized, body: '{"cid":"no"}' })
  expect([post.status, (await answer(post)).error.reason]).toEqual([400, 'BAD_REQUEST'])
})

test('after a restart blocks, pins and the peer’s identity are the same', async () => {
  const { cid } = await node.shelf.add(new Blob([bytes(2_000_000, 3)]))
  await node.shelf.pin(cid, 'kept')
  const peer = String(node.helia.libp2p.peerId)
  await node.stop()
  node = await start()
  expect(String(node.helia.libp2p.peerId)).toBe(peer)
  expect((await gateway(cid)).status).toBe(200)
  const list = await answer(fetch(`${node.gateway}/pins?cid=${cid}`, { headers: authorized }))
  expect(list.results[0]).toMatchObject({ status: 'pinned', pin: { cid, name: 'kept' } })
})

test('a taken port is named', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const elsewhere = await mkdtemp(join(tmpdir(), 'ipfs-'))
  const options = { dir: elsewhere, p2pPort: 0, httpPort: 0, token: 'secret' }
  await expect(startIpfsNode({ ...options, p2pPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  await expect(startIpfsNode({ ...options, httpPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  other.close()
  await rm(elsewhere, { recursive: true, maxRetries: 20 })
})

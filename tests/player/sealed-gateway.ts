/** A trustless gateway that seals a long recording leaf by leaf when a leaf is asked for, and can be told to misbehave.
 * Nothing but the leaves' hashes is kept, so that a gigabyte costs neither disk nor memory. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sealSegments } from '../../src/content/seal.ts'
import { rawCid, type Blocks } from '../../src/storage/blocks.ts'
import { memoryJobs } from '../../src/storage/jobs.ts'
import type { Item, Piece } from '../../src/storage/library.ts'
import { sealInto } from '../../src/storage/sealInto.ts'

/** 44 100 Hz, two channels, 16 bits: bytes a second. */
export const RATE = 176_400
const HEADER = 44
/** A whole number of periods of the tone, so that it goes on without a seam. */
const TONE = tone(RATE)

/** A WAVE file of `seconds`, made where it is read. `from` and `to` cut one file into shards. */
export function wave(seconds: number, from = 0, to = HEADER + seconds * RATE): Blob {
  const size = to - from
  const header = headerOf(seconds * RATE)
  const bytesOf = (start: number, end: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
    for (let at = 0; at < bytes.length;) {
      const place = from + start + at
      const part = place < HEADER ? header.subarray(place) : TONE.subarray((place - HEADER) % TONE.length)
      bytes.set(part.subarray(0, bytes.length - at), at)
      at += part.length
    }
    return bytes
  }
  // As much of a Blob as sealing reads: without a byte stream it asks for one segment after the other.
  const slice = (start = 0, end = size) => ({ arrayBuffer: async () => bytesOf(start, end).buffer })
  return { size, slice } as unknown as Blob
}

function tone(length: number): Uint8Array {
  const samples = new Int16Array(length / 2)
  // 441 Hz: 100 frames a period.
  for (let i = 0; i < samples.length; i++) samples[i] = Math.sin((Math.floor(i / 2) / 100) * 2 * Math.PI) * 6_000
  return new Uint8Array(samples.buffer)
}

function headerOf(bytes: number): Uint8Array {
  const header = Buffer.alloc(HEADER)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(44_100, 24)
  header.writeUInt32LE(RATE, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}

export interface SealedGateway {
  readonly url: string
  /** Leaves asked for, by their number; those of later shards count on. */
  readonly leaves: number[]
  /** How the next answers are given: as they should, with other bytes, with an error, or not at all. */
  manner: 'honest' | 'lying' | 'failing' | 'silent'
  stop(): void
}

/** What a library needs to play it. Arrays instead of bytes, so that it reaches a page. */
export interface Sealed {
  readonly item: Item
  /** Addresses of the leaves, in order. */
  readonly leaves: readonly string[]
  readonly answer: (cid: string) => Promise<{ bytes: Uint8Array; leaf?: number } | undefined>
}

/** Seals shards once, for their addresses. */
export async function sealShards(shards: readonly Blob[], type = 'audio/wav'): Promise<Sealed> {
  const nodes = new Map<string, Uint8Array>()
  const leaves = new Map<string, { leaf: number; make: () => Promise<Uint8Array> }>()
  const pieces: Piece[] = []
  for (const [index, source] of shards.entries()) {
    const key = { shardKey: new Uint8Array(32).fill(40 + index), aad: new Uint8Array(36).fill(index) }
    const jobs = memoryJobs()
    const keepNodes: Partial<Blocks> = {
      put: (cid, bytes) => (cid.code === 0x70 && nodes.set(cid.toString(), bytes as Uint8Array), cid),
    }
    const { cid, ptLen } = await sealInto({ store: keepNodes as Blocks, jobs }, source, { job: 'shard', ...key })
    const { header } = (await jobs.find('shard'))!
    const first = leaves.size
    for (const [i, digest] of (await jobs.digests('shard')).entries()) {
      const make = async () => (await sealSegments(source, { ...key, header, from: i }).next()).value as Uint8Array
      leaves.set(rawCid(digest).toString(), { leaf: first + i, make })
    }
    pieces.push({ cid, bytes: ptLen, opening: { ...key, ptLen } })
  }
  const [head, ...following] = pieces
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
  return {
    item: { ...head!, bytes, type, ...(following.length > 0 ? { following } : {}) },
    leaves: [...leaves.keys()],
    async answer(cid) {
      const node = nodes.get(cid)
      if (node) return { bytes: node }
      const found = leaves.get(cid)
      return found && { bytes: await found.make(), leaf: found.leaf }
    },
  }
}

export async function openGateway(sealed: Sealed): Promise<SealedGateway> {
  const gateway = { leaves: [] as number[], manner: 'honest' as SealedGateway['manner'] }
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    const cid = /^\/ipfs\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''
    if (gateway.manner === 'silent') return
    if (gateway.manner === 'failing') return void response.writeHead(503).end()
    void sealed.answer(cid).then((found) => {
      if (!found) return response.writeHead(404).end()
      if (found.leaf !== undefined) gateway.leaves.push(found.leaf)
      const bytes = gateway.manner === 'lying' ? found.bytes.map((byte) => byte ^ 1) : found.bytes
      return response.writeHead(200, { 'content-type': 'application/vnd.ipld.raw' }).end(bytes)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return Object.assign(gateway, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => (server.closeAllConnections(), void server.close()),
  })
}

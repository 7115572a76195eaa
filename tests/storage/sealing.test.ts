/** Sealing into a block store, where it can be interrupted at will. */
import { MemoryBlockstore } from 'blockstore-core'
import { importBytes } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { openWhole } from '../../src/content/open.ts'
import { addInto } from '../../src/storage/addInto.ts'
import { blockBytes, join, LEAF_BYTES, same } from '../../src/storage/blocks.ts'
import { memoryJobs } from '../../src/storage/jobs.ts'
import { discardJob, sealInto } from '../../src/storage/sealInto.ts'
import { walk } from '../../src/storage/walk.ts'
import { numbered } from './harness/bytes.ts'

const order = { job: 'song', shardKey: new Uint8Array(32).fill(1), aad: new Uint8Array(36).fill(2) }
const ports = (store = new MemoryBlockstore()) => ({ store, jobs: memoryJobs() })
const raw = 0x55

async function sealedBytes(store: MemoryBlockstore, cid: string): Promise<Uint8Array> {
  const leaves: Uint8Array[] = []
  for await (const block of walk(CID.parse(cid), (each) => blockBytes(store, each)))
    if (block.cid.code === raw) leaves.push(block.bytes)
  return join(leaves)
}

async function count(store: MemoryBlockstore): Promise<number> {
  let blocks = 0
  for await (const _ of store.getAll()) blocks++
  return blocks
}

/** Takes `room` blocks and no more, as a browser out of quota does. */
class FullStore extends MemoryBlockstore {
  room: number
  constructor(room: number) {
    super()
    this.room = room
  }
  override put(...put: Parameters<MemoryBlockstore['put']>): ReturnType<MemoryBlockstore['put']> {
    if (this.room-- <= 0) throw new Error('PutFailedError: QuotaExceededError: no room')
    return super.put(...put)
  }
}

test.each([0, 1, LEAF_BYTES - 56, LEAF_BYTES - 55, 3_500_000])(
  'a file of %i bytes is sealed, lies under the CID the importer gives its sealed form, and opens',
  async (length) => {
    const at = ports()
    const sealed = await sealInto(at, new Blob([numbered(length)]), order)
    const bytes = await sealedBytes(at.store, sealed.cid)
    const importer = {
      rawLeaves: true,
      chunker: fixedSize({ chunkSize: LEAF_BYTES }),
      layout: balanced({ maxChildrenPerNode: 1024 }),
    }
    expect((await importBytes(bytes, new MemoryBlockstore(), importer)).cid.toString()).toBe(sealed.cid)
    expect(sealed).toMatchObject({ ctLen: bytes.byteLength, ptLen: length })
    expect(same(await openWhole(bytes, order), numbered(length))).toBe(true)
  },
)

test('the same file sealed as another job has another salt, so nothing links the two', async () => {
  const at = ports()
  const source = new Blob([numbered(1000)])
  const [a, b] = [await sealInto(at, source, order), await sealInto(at, source, { ...order, job: 'other' })]
  expect(a.cid).not.toBe(b.cid)
})

test('a paused job continues at the next segment, and ends as if it had never paused', async () => {
  const at = ports()
  const source = new Blob([numbered(20_000_000)])
  const pause = new AbortController()
  const progress = ({ done }: { done: number }) => done > 8e6 && pause.abort()
  await expect(sealInto(at, source, { ...order, signal: pause.signal, progress })).rejects.toMatchObject({
    kind: 'aborted',
  })
  const before = (await at.jobs.digests('song')).length
  const marks: number[] = []
  const sealed = await sealInto(at, source, { ...order, progress: ({ done }) => marks.push(done) })
  expect(before).toBeGreaterThanOrEqual(8)
  expect(marks[0]).toBe(before * LEAF_BYTES)
  expect(same(await openWhole(await sealedBytes(at.store, sealed.cid), order), numbered(20_000_000))).toBe(true)
  expect(await sealInto(at, source, order)).toEqual(sealed)
})

test.each([
  ['other bytes at the front', new Blob([numbered(20_000_000, 2)]), order],
  ['another length', new Blob([numbered(20_000_001)]), order],
  ['other bytes where it stopped', new Blob([numbered(8_000_000), new Uint8Array(12_000_000)]), order],
  ['another key', new Blob([numbered(20_000_000)]), { ...order, shardKey: new Uint8Array(32) }],
  ['other associated data', new Blob([numbered(20_000_000)]), { ...order, aad: new Uint8Array(36) }],
])('a job is not continued with %s', async (_, offered, how) => {
  const at = ports()
  const pause = new AbortController()
  const progress = ({ done }: { done: number }) => done > 10e6 && pause.abort()
  await sealInto(at, new Blob([numbered(20_000_000)]), { ...order, signal: pause.signal, progress }).catch(() => {})
  await expect(sealInto(at, offered, how)).rejects.toMatchObject({ kind: 'changed' })
})

test('one job runs once at a time', async () => {
  const at = ports()
  const first = sealInto(at, new Blob([numbered(3_000_000)]), order)
  await expect(sealInto(at, new Blob([numbered(3_000_000)]), order)).rejects.toMatchObject({ kind: 'busy' })
  await first
})

test('out of room, every leaf kept is recorded, and the job continues once there is room', async () => {
  const store = new FullStore(7)
  const at = ports(store)
  const source = new Blob([numbered(20_000_000)])
  await expect(sealInto(at, source, order)).rejects.toMatchObject({ kind: 'quota' })
  expect((await at.jobs.digests('song')).length).toBe(await count(at.store))
  store.room = 1000
  const sealed = await sealInto(at, source, order)
  expect(same(await openWhole(await sealedBytes(at.store, sealed.cid), order), numbered(20_000_000))).toBe(true)
})

test('out of room from the start, nothing is begun', async () => {
  const room = () => Promise.reject(Object.assign(new Error('QuotaExceededError'), { name: 'QuotaExceededError' }))
  const at = { ...ports(), room }
  await expect(sealInto(at, new Blob([numbered(5_000_000)]), order)).rejects.toMatchObject({ kind: 'quota' })
  expect(await count(at.store)).toBe(0)
})

test('a discarded job leaves nothing, finished or not', async () => {
  const at = ports()
  await sealInto(at, new Blob([numbered(5_000_000)]), order)
  await discardJob(at, 'song')
  expect([await count(at.store), await at.jobs.find('song')]).toEqual([0, undefined])
  await discardJob(at, 'never begun')
})

test('public bytes that do not fit are taken back, but not what was here before', async () => {
  const store = new FullStore(3)
  await addInto(store, new Blob([numbered(LEAF_BYTES)]))
  await expect(addInto(store, new Blob([numbered(20_000_000)]))).rejects.toMatchObject({ kind: 'quota' })
  expect(await count(store)).toBe(1)
})

test('public bytes stop when told to', async () => {
  const store = new MemoryBlockstore()
  const signal = AbortSignal.abort()
  await expect(addInto(store, new Blob([numbered(5_000_000)]), { signal })).rejects.toMatchObject({ kind: 'aborted' })
  expect(await count(store)).toBe(0)
})

/** Whether sealed files can be had from anybody but their seller, against stores and routes in memory. */
import { MemoryBlockstore } from 'blockstore-core'
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { addInto } from '../../src/storage/addInto.ts'
import { blockBytes, parseCid, type Blocks } from '../../src/storage/blocks.ts'
import { StorageProblem } from '../../src/storage/problem.ts'
import type { ProbeOrder } from '../../src/storage/probe.ts'
import type { Content } from '../../src/storage/worker/content.ts'
import { linksOf } from '../../src/storage/walk.ts'
import { probeFiles } from '../../src/storage/worker/probeFiles.ts'
import { generator } from '../content/random.ts'

const { bytes } = generator(77)
const SELLER = '12D3KooWSeller'
const MIB = 1_048_576

/** A file on somebody's disk. */
async function stored(length: number) {
  const disk = new MemoryBlockstore()
  // Random once, then repeated with a mark per block, so that no two leaves are the same.
  const block = bytes(MIB)
  const parts = Array.from({ length: Math.ceil(length / MIB) }, (_, i) => {
    const part = Uint8Array.from(block.subarray(0, Math.min(MIB, length - i * MIB)))
    part[0] = i & 0xff
    return part
  })
  const { cid } = await addInto(disk, new Blob(parts), {})
  return { disk, shard: { cid, ctLen: length } }
}

interface World {
  readonly gateways?: Readonly<Record<string, Blocks>>
  /** Peers connected, and what they have together. */
  readonly peers?: { readonly ids: readonly string[]; readonly disk: Blocks }
  readonly full?: boolean
}

function contentOf({ gateways = {}, peers, full = false }: World) {
  const asked: string[] = []
  const store = new MemoryBlockstore()
  const from = async (label: string, disk: Blocks, cid: CID) => {
    asked.push(label)
    if (!(await disk.has(cid))) throw new StorageProblem('notFound', 'No copy.')
    return blockBytes(disk, cid)
  }
  if (full) store.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
  const content = {
    config: { gateways: Object.keys(gateways), pinning: [] },
    store,
    routes: { gateway: (url: string, cid: CID) => from(url, gateways[url]!, cid) },
    peers: { connected: () => peers?.ids ?? [], fetch: (cid: CID) => from('peers', peers!.disk, cid) },
  }
  return { content: content as unknown as Content, asked, store }
}

const order = (shard: ProbeOrder['files'][number][number], leaves = 20): ProbeOrder => ({
  files: [[shard]],
  leaves,
  sellers: [SELLER],
})
const working = { signal: new AbortController().signal, progress: () => {} }
const run = (world: World, given: ProbeOrder) => probeFiles(contentOf(world).content, given, working)

describe('probing', () => {
  test('fetches every node and twenty leaves from a gateway, and keeps them', async () => {
    const { disk, shard } = await stored(30 * MIB)
    const { content, store } = contentOf({ gateways: { 'https://one.example': disk } })
    const told: number[] = []
    const found = await probeFiles(content, order(shard), {
      ...working,
      progress: ({ done, total }) => told.push(done / total),
    })
    expect(found).toEqual({ fetched: 21, leaves: 30, from: ['one.example'], onlySeller: 0 })
    expect(told.at(-1)).toBe(1)
    let kept = 0
    for await (const _ of store.getAll()) kept += 1
    expect(kept).toBe(21)
    // What is here already is not fetched again, and counts.
    expect((await probeFiles(content, order(shard, 1), working)).from).toContain('this browser')
  })

  test('other leaves are chosen each time, the first among them always', async () => {
    const { disk, shard } = await stored(40 * MIB)
    const chosen = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const { content, store } = contentOf({ gateways: { 'https://one.example': disk } })
      await probeFiles(content, order(shard, 4), working)
      const leaves: string[] = []
      for await (const { cid } of store.getAll()) leaves.push(String(cid))
      const [first] = linksOf(parseCid(shard.cid), await blockBytes(disk, parseCid(shard.cid)))
      expect(leaves).toContain(String(first))
      chosen.add(leaves.sort().join())
    }
    expect(chosen.size).toBe(3)
  })

  test('what only the seller’s tab has is counted apart; other browsers are as good as a gateway', async () => {
    const { disk, shard } = await stored(3 * MIB)
    const empty = new MemoryBlockstore()
    const gateways = { 'https://one.example': empty }
    expect(await run({ gateways, peers: { ids: [SELLER, 'other'], disk } }, order(shard))).toMatchObject({
      onlySeller: 4,
      from: [],
    })
    expect(await run({ gateways, peers: { ids: ['other'], disk } }, order(shard))).toMatchObject({
      onlySeller: 0,
      from: ['other browsers'],
    })
  })

  test('what nobody has is said, and a peer’s wrong bytes are nobody’s', async () => {
    const { shard } = await stored(2 * MIB)
    const gone = { gateways: { 'https://one.example': new MemoryBlockstore() } }
    await expect(run(gone, order(shard))).rejects.toMatchObject({ kind: 'notFound' })
    const liar = {
      has: () => true,
      get: async function* () {
        yield bytes(32)
      },
    } as unknown as Blocks
    await expect(run({ peers: { ids: ['other'], disk: liar } }, order(shard))).rejects.toMatchObject({
      kind: 'notFound',
    })
  })

  test('a file of another length than the manifest says is refused', async () => {
    const { disk, shard } = await stored(2 * MIB)
    const wrong = { ...shard, ctLen: shard.ctLen + 1 }
    await expect(run({ gateways: { 'https://one.example': disk } }, order(wrong))).rejects.toMatchObject({
      kind: 'corrupt',
    })
  })

  test('a full disk does not make an available file unavailable', async () => {
    const { disk, shard } = await stored(2 * MIB)
    const found = await run({ gateways: { 'https://one.example': disk }, full: true }, order(shard))
    expect(found.from).toEqual(['one.example'])
  })
})

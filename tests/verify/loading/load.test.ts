import { describe, expect, test } from 'vitest'
import { logAt } from '../../../src/royalties/columns/columns.ts'
import type { RawLog, Trail } from '../../../src/verify/evidence.ts'
import { historyOf } from '../../../src/verify/trail.ts'
import { memoryCache, placeOf, type HistoryCache } from '../../../src/verify/loading/cache.ts'
import { RpcFailure } from '../../../src/verify/loading/failure.ts'
import { loadTrail } from '../../../src/verify/loading/load.ts'
import { deployment, ledgerIn, Simulated, upTo, work, type Ledger, type Manners } from './simulated.ts'

/** A busy work: 3 events in each of 700 blocks, one after the other. */
const busy = ledgerIn(upTo(2_100).map((i) => 5_000 + Math.floor(i / 3)))
/** A quiet one: 900 events in fifty million blocks. */
const quiet = ledgerIn(upTo(900).map((i) => 1_000 + i * 55_000 + ((i * 7_919) % 40_000)))

function expectWhole({ columns, visits, stop }: Trail, { logs }: Ledger) {
  expect({ stop, visits: visits.length, length: columns?.length }).toEqual({ visits: 0, length: logs.length })
  const at = (i: number) => ({ ...logAt(columns!, i), block: BigInt(columns!.blocks[i]!), index: columns!.indexes[i] })
  for (const i of [0, 1, 255, 256, logs.length - 1]) {
    const { topics, data, block, index } = logs[i]!
    expect(at(i)).toEqual({ topics, data, block, index })
  }
}

const load = async (ledger: Ledger, manners: Manners = {}, cache?: HistoryCache) => {
  const reader = new Simulated(ledger, manners)
  return { reader, trail: await loadTrail(reader, ledger.facts, { cache }) }
}

describe('a whole history, whatever an RPC allows', () => {
  test('one request where everything is allowed', async () => {
    const { reader, trail } = await load(busy)
    expectWhole(trail, busy)
    expect(reader.asked).toHaveLength(1)
  })

  test.each([1, 7, 64, 500])('ranges of %i blocks', async (mostBlocks) => {
    const { reader, trail } = await load(busy, { mostBlocks })
    expectWhole(trail, busy)
    // The first is refused and names the cap.
    expect(reader.asked.length).toBeLessThanOrEqual(2 + Math.ceil(700 / mostBlocks))
    if (mostBlocks < 100) expect(reader.atOnce).toBeGreaterThan(3)
  })

  test('a cap that no sentence names is found by halving down round numbers', async () => {
    const refuse = (blocks: number) => (blocks > 130 ? new Error('block range is too wide') : undefined)
    const { reader, trail } = await load(busy, { refuse })
    expectWhole(trail, busy)
    expect(reader.asked.length).toBeLessThan(16)
  })

  test.each([3, 100, 1_000])('%i logs at once', async (mostLogs) => {
    const { reader, trail } = await load(busy, { mostLogs })
    expectWhole(trail, busy)
    expect(reader.asked.length).toBeLessThan(12 + (3 * 2_100) / mostLogs)
  })

  test.each([600, 1_000, 2_000])('%i logs at once, and the rest kept back without a word', async (cutAt) => {
    expectWhole((await load(busy, { cutAt })).trail, busy)
  })

  test('a machine that lags behind leaves out the newest, once', async () => {
    const alter: Manners['alter'] = (logs, _, __, ask) => (ask === 1 ? logs.slice(0, -40) : logs)
    expectWhole((await load(busy, { alter })).trail, busy)
  })

  test('logs in any order', async () => {
    expectWhole((await load(busy, { alter: (logs) => [...logs].reverse() })).trail, busy)
  })

  test('where events are rare, no request goes to an empty stretch, and several go at once', async () => {
    const { reader, trail } = await load(quiet, { mostBlocks: 10_000 })
    expectWhole(trail, quiet)
    expect(reader.asked.slice(1).every(({ logs }) => logs > 0)).toBe(true)
    expect(reader.asked.length).toBeLessThanOrEqual(901)
    expect(reader.atOnce).toBeGreaterThanOrEqual(3)
  })

  test.each([0n, 4_000n, 5_001n, 2n ** 40n])('a beginning that is not true: block %i', async (mintBlock) => {
    const { trail } = await load({ ...busy, mintBlock }, { mostBlocks: 100 })
    if (mintBlock === 5_001n) expect(historyOf(deployment, trail).proven).toBe(true)
    else expectWhole(trail, busy)
  })

  test('too many requests are waited for', async () => {
    let refusals = 0
    const refuse = () =>
      refusals++ < 2 ? Object.assign(new Error('slow down'), { status: 429, retryAfter: 5 }) : undefined
    expectWhole((await load(busy, { refuse })).trail, busy)
  })

  test('an RPC that wants none of it is unreadable, and nothing worse', async () => {
    const refuse = () => new RpcFailure('refused', 'Archive requests require a personal token')
    const { trail } = await load(busy, { refuse })
    expect(trail.columns).toBeUndefined()
    expect(trail.stop).toEqual({
      kind: 'unreadable',
      block: busy.facts.lastBlock,
      detail: 'Archive requests require a personal token',
    })
  })

  test('an RPC that goes silent is given up after a few waits', async () => {
    const { reader, trail } = await load(busy, { refuse: () => new RpcFailure('timeout', 'The RPC was silent') })
    expect(trail.stop?.kind).toBe('unreadable')
    expect(reader.asked.length).toBeLessThanOrEqual(3)
  })

  test('more events than are wanted: the newest, and why the rest is missing', async () => {
    const reader = new Simulated(busy, { mostBlocks: 50 })
    const trail = await loadTrail(reader, busy.facts, { mostEvents: 300 })
    expect(trail.stop).toEqual({ kind: 'tooLong', most: 300 })
    expect(trail.visits.flatMap(({ logs }) => logs)).toHaveLength(300)
    expect(reader.asked.length).toBeLessThan(12)
  })

  test('a promise of four thousand million events is soon found out', async () => {
    const reader = new Simulated(quiet, { mostBlocks: 10_000 })
    const trail = await loadTrail(reader, { ...quiet.facts, sequence: 2 ** 32 - 1 })
    expect(trail.columns).toBeUndefined()
    expect(reader.asked.length).toBeLessThan(1_000)
  })

  test('all events of a year on one day', async () => {
    const burst = ledgerIn([100, ...upTo(3_000).map((i) => 9_000_000 + Math.floor(i / 3)), 15_000_000])
    for (const manners of [{ mostBlocks: 2_000 }, { mostLogs: 100 }, { mostBlocks: 500_000, mostLogs: 1_000 }]) {
      const { reader, trail } = await load(burst, manners)
      expectWhole(trail, burst)
      expect(reader.asked.length).toBeLessThan(200)
    }
  })

  test('stopping it stops it', async () => {
    const stop = new AbortController()
    const reader = new Simulated(quiet, { mostBlocks: 10_000 })
    const loading = loadTrail(reader, quiet.facts, {
      signal: stop.signal,
      onEvents: () => stop.abort(new Error('no more')),
    })
    await expect(loading).rejects.toThrow('no more')
    expect(reader.asked.length).toBeLessThan(20)
  })
})

describe('what is off is left to the walk, which names it', () => {
  const kinds = (trail: Trail) => historyOf(deployment, trail).findings.map(({ kind }) => kind)

  test('an event that is never told', async () => {
    const lost = busy.logs[1_000]!
    const { reader, trail } = await load(busy, { alter: (logs) => logs.filter((log) => log !== lost) })
    expect(trail.columns).toBeUndefined()
    expect(historyOf(deployment, trail).findings).toMatchObject([
      { kind: 'gap', first: 1_001, place: { block: lost.block } },
    ])
    // Only the block with the gap was asked for again.
    expect(reader.asked.length).toBeLessThan(12)
  })

  test('an event that only long answers leave out is found', async () => {
    const lost = busy.logs[1_000]!
    const alter: Manners['alter'] = (logs, from, to) => (to > from ? logs.filter((log) => log !== lost) : logs)
    const { trail } = await load(busy, { alter })
    expect(kinds(trail)).toEqual([])
    expect(historyOf(deployment, trail).proven).toBe(true)
  })

  test('an altered event', async () => {
    const alter: Manners['alter'] = (logs) =>
      logs.map((log): RawLog => (log === busy.logs[77] ? { ...log, data: `0x${log.data.slice(2, -1)}f` } : log))
    const { trail } = await load(busy, { alter })
    expect(trail.columns).toBeUndefined()
    expect(kinds(trail)).toEqual(['headMismatch'])
  })

  test('an event told twice', async () => {
    const alter: Manners['alter'] = (logs) => logs.flatMap((log) => (log === busy.logs[77] ? [log, log] : [log]))
    const { trail } = await load(busy, { alter })
    expect(kinds(trail)).toEqual(['repeated'])
    expect(historyOf(deployment, trail).proven).toBe(true)
  })

  test('an event of nobody', async () => {
    const alter: Manners['alter'] = (logs) =>
      logs.flatMap((log) => (log === busy.logs[77] ? [log, { ...log, address: `0x${'ee'.repeat(20)}` }] : [log]))
    expect(kinds((await load(busy, { alter })).trail)).toEqual(['invented'])
  })
})

describe('what was kept', () => {
  const place = placeOf(deployment, work)
  const grown = (to: number) => ledgerIn(upTo(to).map((i) => 5_000 + Math.floor(i / 3)))

  test('nothing is asked for when nothing is new, and only what is new otherwise', async () => {
    const cache = memoryCache()
    await load(grown(1_500), {}, cache)
    expect((await load(grown(1_500), {}, cache)).reader.asked).toEqual([])
    const { reader, trail } = await load(busy, {}, cache)
    expectWhole(trail, busy)
    expect(reader.asked).toEqual([{ from: 5_500, to: 5_699, logs: 600 }])
    expect((await cache.read(place))?.length).toBe(2_100)
  })

  test('an RPC that lags behind what was kept', async () => {
    const cache = memoryCache()
    await load(busy, {}, cache)
    const { reader, trail } = await load(grown(1_500), {}, cache)
    expectWhole(trail, grown(1_500))
    expect(reader.asked).toEqual([])
  })

  test.each([5_010, 5_400, 5_498, 5_499])('a reorganisation from block %i on rolls back to there', async (forkAt) => {
    const cache = memoryCache()
    await load(grown(1_500), {}, cache)
    const other = ledgerIn(
      upTo(2_100).map((i) => 5_000 + Math.floor(i / 3)),
      3,
      forkAt,
    )
    const { reader, trail } = await load(other, { branch: 3, forkAt }, cache)
    expectWhole(trail, other)
    // First what seemed to be new, then from the fork on.
    expect(reader.asked.map(({ from }) => from)).toEqual([5_500, forkAt])
    expect(reader.stood).toBeLessThan(24)
    expect((await cache.read(place))?.length).toBe(2_100)
    expect((await load(other, { branch: 3, forkAt }, cache)).reader.asked).toEqual([])
  })

  test('a reorganisation after which there are fewer events', async () => {
    const cache = memoryCache()
    await load(busy, {}, cache)
    const other = ledgerIn(
      upTo(1_500).map((i) => 5_000 + Math.floor(i / 3)),
      5,
      5_450,
    )
    expectWhole((await load(other, { branch: 5, forkAt: 5_450 }, cache)).trail, other)
  })

  test('a false history in the cache costs time, and nothing else', async () => {
    const cache = memoryCache()
    const { trail } = await load(
      ledgerIn(
        upTo(600).map((i) => 5_000 + Math.floor(i / 3)),
        9,
        0,
      ),
    )
    await cache.write(place, trail.columns!, 0)
    const loaded = await load(busy, {}, cache)
    expectWhole(loaded.trail, busy)
    // Also when its hashes of blocks were those of the chain.
    await cache.write(
      place,
      { ...trail.columns!, blockHashes: loaded.trail.columns!.blockHashes.slice(0, 32 * 600) },
      0,
    )
    expectWhole((await load(busy, {}, cache)).trail, busy)
  })
})

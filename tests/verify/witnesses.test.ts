/** Several RPCs together: who lags, lies, forges or is silent is named, and what is true comes out all the same. */
import { keccak256 } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOf } from '../../src/royalties/hex.ts'
import { workId, type Hex } from '../../src/royalties/words.ts'
import type { LedgerReader } from '../../src/verify/reader.ts'
import type { Report } from '../../src/verify/report.ts'
import { eventsOf } from '../../src/verify/ledger.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { fieldsOf } from '../../src/verify/trie/header.ts'
import { encode } from '../../src/verify/trie/rlp.ts'
import { listRoot } from '../../src/verify/trie/root.ts'
import { verifyWork, type Outcome } from '../../src/verify/verify.ts'
import type { Placed } from '../../src/verify/visit.ts'
import { verifyTogether } from '../../src/verify/witnesses/together.ts'
import { Chain } from './history.ts'
import { aboutLogs, but, refuse, stale, witness, withoutLog } from './liars.ts'

const work = workId(1)
let chain: Chain
let honest: RpcReader
/** A payment with others in its block. */
let target: Placed
let events: Placed[]
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(5, 80)
  // Whatever was before is far behind.
  await chain.later(600)
  honest = new RpcReader(chain.client)
  const outcome = await verifyWork(honest, work)
  if (!outcome.ok) throw new Error('not verified')
  events = [...eventsOf(outcome.report.works[0]!)]
  target = events.find(({ event, block }, i) => event.kind === 'Paid' && i > 9 && events[i + 1]?.block === block)!
})
afterAll(() => chain.anvil.kill())

const a = (reader: LedgerReader) => witness('a.example', reader)
const b = (reader: LedgerReader) => witness('b.example', reader)
const c = (reader: LedgerReader) => witness('c.example', reader)

async function together(...args: Parameters<typeof verifyTogether>): Promise<Report> {
  const outcome: Outcome = await verifyTogether(...args)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.report
}

/** It may prove nothing: no storage, and so nothing but words against words. */
const unproven = (reader: LedgerReader, over: Partial<LedgerReader> = {}) => but(reader, { state: refuse, ...over })
const drop = (over: Partial<LedgerReader> = {}) =>
  aboutLogs(
    honest,
    work,
    (logs) => logs.filter(({ index, block }) => index !== target.log.index || block !== target.block),
    over,
  )
const place = (): unknown => ({
  ...{ work, sequence: target.event.stamp.sequence, block: target.block, transaction: target.log.transaction },
})

describe('RPCs that agree', () => {
  test('one is enough, and is not several', async () => {
    const report = await together([a(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://a.example/', liars: [], disputes: [] })
    expect(report.trust.rpcs).toEqual({ same: 0, other: 0, behind: 0, silent: 0 })
    expect(await together([a(unproven(honest))], work)).toMatchObject({
      ...{ verdict: 'unchecked', trust: { authenticity: 'oneRpc' } },
    })
  })

  test('two operators say the same of the block and of the work in it', async () => {
    const report = await together([a(honest), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://a.example/', liars: [] })
    expect(report.testimonies).toEqual([{ rpc: 'https://b.example/', operator: 'b.example', said: 'same' }])
    const words = await together([a(unproven(honest)), b(unproven(honest))], work)
    expect(words).toMatchObject({ verdict: 'unchecked', trust: { authenticity: 'severalRpcs', rpcs: { same: 1 } } })
  })

  test('two addresses of one operator are one', async () => {
    const report = await together([a(unproven(honest)), a(unproven(honest))], work)
    expect(report.trust).toMatchObject({ authenticity: 'oneRpc', rpcs: { same: 0 } })
  })

  test('what can still be reorganised is said as the most careful one says it', async () => {
    const careful = but(honest, { block: (which) => honest.block(which === 'finalized' ? 3n : which) })
    const { finality } = await together([a(honest), b(careful)], work)
    expect(finality?.finalized).toBeLessThanOrEqual(3n)
    // Blocks that are final at once: one more came while these were read.
    const { number: newest } = await honest.pin()
    const past: Partial<Record<string, bigint>> = { latest: newest - 1n, safe: newest, finalized: newest }
    const quick = but(honest, { block: (which) => honest.block(past[String(which)] ?? which) })
    expect((await together([a(quick)], work)).finality).toEqual({ safe: newest - 1n, finalized: newest - 1n })
    const silent = but(honest, {
      block: (which) => (typeof which === 'bigint' || which === 'latest' ? honest.block(which) : refuse()),
    })
    expect((await together([a(silent)], work)).finality).toEqual({})
  })
})

describe('an RPC that cannot tell', () => {
  test('dead: the next one does, and nobody is accused', async () => {
    const dead = but(honest, { block: refuse })
    const report = await together([a(dead), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/', liars: [] })
    expect(report.testimonies).toEqual([
      { rpc: 'https://a.example/', operator: 'a.example', said: 'silent', detail: 'method not found' },
    ])
  })

  test('dies on the way: the next one does', async () => {
    const report = await together([a(but(honest, { logs: refuse, range: refuse })), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/', liars: [] })
  })

  test('keeps the state to itself: it counts for nothing', async () => {
    const report = await together([a(unproven(honest)), b(unproven(honest, { facts: refuse }))], work)
    expect(report.trust).toMatchObject({ authenticity: 'oneRpc', rpcs: { same: 0, silent: 1 } })
  })

  test('proves nothing: another lends it the proof', async () => {
    const report = await together([a(unproven(honest)), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://a.example/', liars: [] })
    expect(report.trust.authenticity).toBe('provenState')
  })

  test('proves nothing, and is lent a proof that does not hold: that speaks against nobody', async () => {
    const forged = but(honest, {
      state: async (pin, slots) => ({ ...(await honest.state(pin, slots)), header: await honest.block(3n) }),
    })
    const report = await together([a(unproven(honest)), b(forged), c(unproven(honest))], work)
    expect(report).toMatchObject({ verdict: 'unchecked', rpc: 'https://a.example/', liars: [] })
  })

  test('far behind: named so, and believed about nothing', async () => {
    const old = but(honest, { block: (which) => honest.block(which === 'latest' ? target.block : which) })
    const { pin, ...report } = await together([a(old), b(honest), c(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/' })
    expect(report.trust.rpcs).toEqual({ same: 1, other: 0, behind: 1, silent: 0 })
    expect(pin.number).toBeGreaterThan(target.block)
  })

  test('the only one that is up to date cannot tell: an older block is better than none', async () => {
    const old = but(honest, { block: (which) => honest.block(which === 'latest' ? events.at(-1)!.block : which) })
    const report = await together([a(but(honest, { facts: refuse })), b(old)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/', liars: [] })
    expect(report.pin.number).toBe(events.at(-1)!.block)
  })

  test('nobody there, and no such work', async () => {
    expect(await verifyTogether([a(but(honest, { block: refuse })), b(but(honest, { block: refuse }))], work)).toEqual({
      ...{ ok: false, problem: { kind: 'unreachable', detail: 'method not found' } },
    })
    expect(await verifyTogether([a(honest), b(honest)], workId(99))).toEqual({
      ...{ ok: false, problem: { kind: 'noSuchWork' } },
    })
  })

  test('claims again and again that the block was replaced: it is passed over', async () => {
    const restless = aboutLogs(honest, work, () => [], { stands: () => Promise.resolve(false) })
    expect(await together([a(restless), b(honest)], work)).toMatchObject({
      verdict: 'verified',
      rpc: 'https://b.example/',
    })
    expect(await verifyTogether([a(restless)], work)).toEqual({ ok: false, problem: { kind: 'restless' } })
  })
})

describe('a liar is passed over and named', () => {
  test.each([
    ['with proofs', (reader: LedgerReader) => reader, 'verified'],
    ['without proofs', (reader: LedgerReader) => unproven(reader), 'unchecked'],
  ])('drops an event, %s', async (_, as, verdict) => {
    const report = await together([a(as(drop())), b(as(honest))], work)
    expect(report).toMatchObject({ verdict, rpc: 'https://b.example/' })
    expect(report.liars).toMatchObject([{ rpc: 'https://a.example/' }])
    expect(report.liars[0]!.findings).toEqual([expect.objectContaining({ kind: 'gap', place: place() })])
  })

  test('alters an event', async () => {
    const word = '7'.padStart(64, '0')
    const data = ({ data: real }: { data: Hex }): Hex =>
      `0x${real.slice(2, 2 + 64 * 3)}${word}${real.slice(2 + 64 * 4)}`
    const alter = aboutLogs(honest, work, (logs) =>
      logs.map((log) =>
        log.index === target.log.index && log.block === target.block ? { ...log, data: data(log) } : log,
      ),
    )
    const report = await together([a(alter), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', findings: [] })
    expect(report.liars[0]!.findings).toEqual([{ kind: 'altered', place: place(), field: 'amount' }])
  })

  test('both lie, each in its way: the report differs, and it is the RPC’s doing', async () => {
    const report = await together([a(drop()), b(aboutLogs(honest, work, (logs) => logs.slice(0, -1)))], work)
    expect(report).toMatchObject({ verdict: 'differs', blame: 'rpc', rpc: 'https://a.example/' })
    expect(report.liars.map(({ rpc }) => rpc)).toEqual(['https://b.example/'])
  })

  test('knows no such work', async () => {
    const blind = but(honest, { facts: () => Promise.resolve(undefined) })
    const report = await together([a(blind), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/' })
    expect(report.liars.map(({ rpc }) => rpc)).toEqual(['https://a.example/'])
  })

  test('forges the block', async () => {
    const forger = but(honest, {
      block: async (which) => ({ ...((await honest.block(which)) as object), stateRoot: `0x${'5e'.repeat(32)}` }),
    })
    const report = await together([a(forger), b(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/', trust: { rpcs: { other: 1 } } })
    expect(report.liars).toMatchObject([{ rpc: 'https://a.example/', findings: [{ kind: 'proofWrong' }] }])
  })
})

describe('a lie that is all of a piece', () => {
  let old: bigint
  let next: bigint
  beforeAll(() => {
    const blocks = [...new Set(events.map(({ block }) => block))]
    old = blocks.at(-4)!
    next = blocks.at(-3)!
  })

  test('alone it cannot be seen without a proof: one RPC is all that is claimed', async () => {
    const report = await together([a(await stale(honest, old, { state: refuse }))], work)
    expect(report).toMatchObject({ verdict: 'unchecked', trust: { authenticity: 'oneRpc', completeness: 'gapless' } })
  })

  test('alone it is seen with a proof', async () => {
    const report = await together([a(await stale(honest, old))], work)
    expect(report).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(report.findings.map(({ kind }) => kind)).toContain('stateDiffers')
  })

  test('another RPC proves its state: that settles it, in either order', async () => {
    const liar = await stale(honest, old, { state: refuse })
    const sequenceTold: unknown = expect.objectContaining({ kind: 'stateDiffers', field: 'sequence' })
    for (const order of [
      [b(honest), a(liar)],
      [a(liar), b(honest)],
    ]) {
      const report = await together(order, work)
      expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/', disputes: [] })
      expect(report.liars).toMatchObject([
        { rpc: 'https://a.example/', findings: expect.arrayContaining([sequenceTold]) as unknown },
      ])
    }
  })

  test('no proofs of state: the receipts of the block where they part settle it, in either order', async () => {
    const liar = await stale(honest, old, { state: refuse })
    for (const order of [
      [b(unproven(honest)), a(liar)],
      [a(liar), b(unproven(honest))],
    ]) {
      const report = await together(order, work)
      expect(report).toMatchObject({ verdict: 'unchecked', rpc: 'https://b.example/' })
      expect(report.liars).toMatchObject([{ rpc: 'https://a.example/', findings: [{ kind: 'proofWrong' }] }])
      expect(report.disputes).toMatchObject([{ about: 'ledger', block: next, liar: 'https://a.example/' }])
    }
  })

  test('it forges the receipts too: their root tells', async () => {
    const liar = await stale(honest, old, {
      state: refuse,
      receipts: (block) => (block > old ? Promise.resolve([]) : honest.receipts(block)),
    })
    const report = await together([a(liar), b(unproven(honest))], work)
    expect(report).toMatchObject({ verdict: 'unchecked', rpc: 'https://b.example/' })
    expect(report.disputes).toMatchObject([
      { block: next, liar: 'https://a.example/', detail: 'The receipts are not those of the block' },
    ])
  })

  test('it forges the block along with the receipts, and the other has none: nobody is accused', async () => {
    const forged = async (which: Parameters<LedgerReader['block']>[0]) => {
      const real = (await honest.block(which)) as Record<string, Hex>
      if (which !== next) return real
      const block = { ...real, receiptsRoot: hexOf(listRoot([])) }
      const fields = fieldsOf(block)
      return fields.ok ? { ...block, hash: keccak256(encode(fields.value)) } : real
    }
    const liar = await stale(honest, old, { state: refuse, block: forged, receipts: async () => [] })
    for (const order of [
      [a(liar), b(unproven(honest, { receipts: refuse }))],
      [b(unproven(honest, { receipts: refuse })), a(liar)],
    ]) {
      const report = await together(order, work)
      expect(report).toMatchObject({ verdict: 'unchecked', liars: [] })
      expect(report.disputes![0]).not.toHaveProperty('liar')
    }
  })

  test('nothing proves anything: then nothing is claimed, and nobody accused', async () => {
    const liar = await stale(honest, old, { state: refuse, receipts: refuse })
    const quiet = unproven(honest, { receipts: refuse })
    for (const order of [
      [a(liar), b(quiet)],
      [b(quiet), a(liar)],
    ]) {
      const report = await together(order, work)
      expect(report).toMatchObject({ verdict: 'unchecked', liars: [] })
      expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'couldNotCheck', what: 'witnesses' }))
      expect(report.disputes).toMatchObject([{ about: 'ledger', block: next }])
      expect(report.disputes![0]).not.toHaveProperty('liar')
    }
  })

  test('it says only the sums otherwise, and nothing proves them', async () => {
    const liar = unproven(honest, {
      facts: async (of, pin) => {
        const facts = await honest.facts(of, pin)
        return facts && of === work ? { ...facts, income: facts.income + 1n } : facts
      },
    })
    const report = await together([a(unproven(honest)), b(liar)], work)
    expect(report.verdict).not.toBe('differs')
    expect(report.trust.rpcs.other).toBe(1)
    const proven = await together([a(liar), b(honest)], work)
    expect(proven).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/' })
    expect(proven.liars).toMatchObject([{ rpc: 'https://a.example/' }])
  })
})

describe('two chains', () => {
  let foreign: Chain
  beforeAll(async () => {
    foreign = await Chain.start()
    await foreign.live(6, 30)
    // Longer than the other, so that it is not merely behind.
    await foreign.client.request({ method: 'anvil_mine', params: ['0x40'] } as never)
    // Just as young, however long the machine took between the two: else the other would be left behind.
    await foreign.later(Math.max(1, (await chain.time()) - (await foreign.time())))
  })
  afterAll(() => foreign.anvil.kill())
  const other = () => b(new RpcReader(foreign.client))

  test('one against one: nothing is claimed, and nobody accused', async () => {
    for (const order of [
      [a(honest), other()],
      [other(), a(honest)],
    ]) {
      const report = await together(order, work)
      expect(report).toMatchObject({ verdict: 'unchecked', liars: [], trust: { rpcs: { same: 0, other: 1 } } })
      expect(report.rpc).toBe(order[0]!.rpc)
      expect(report.disputes).toMatchObject([{ about: 'block', block: 0n }])
      expect(report.disputes![0]).not.toHaveProperty('liar')
    }
  })

  test('most decide', async () => {
    const report = await together([other(), a(honest), c(honest)], work)
    expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://a.example/', liars: [] })
    expect(report.trust.rpcs).toMatchObject({ same: 1, other: 1 })
  })

  test('a light client decides better: whoever shows another block than the proven one is caught', async () => {
    const { pin } = await together([a(honest)], work)
    const light = { newest: () => Promise.resolve({ number: pin.number, hash: pin.hash, by: 'the committee' }) }
    const report = await together([other(), a(honest)], work, { light })
    expect(report).toMatchObject({
      ...{ verdict: 'verified', rpc: 'https://a.example/', headerBy: 'the committee' },
      trust: { authenticity: 'provenHeader' },
    })
    expect(report.liars).toMatchObject([
      { rpc: 'https://b.example/', findings: [{ kind: 'otherChain', block: pin.number, proven: pin.hash }] },
    ])
    // Alone, the other chain is nothing that can be verified.
    const alone = await together([other()], work, { light })
    expect(alone).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(alone.findings).toContainEqual(expect.objectContaining({ kind: 'otherChain' }))
  })

  test('a light client that fails, or is ahead of every RPC, is a remark', async () => {
    const failing = { newest: () => Promise.reject(new Error('The checkpoint is too old')) }
    const report = await together([a(honest)], work, { light: failing })
    expect(report).toMatchObject({ verdict: 'verified', headerDoubt: 'The checkpoint is too old' })
    const ahead = { newest: () => Promise.resolve({ number: 10n ** 9n, hash: target.log.blockHash, by: 'test' }) }
    const early = await together([a(honest)], work, { light: ahead })
    expect(early).toMatchObject({ verdict: 'verified', headerDoubt: 'No RPC has come to block 1000000000 yet' })
    expect(early.trust.authenticity).toBe('provenState')
    expect(early.headerBy).toBeUndefined()
  })
})

test('a block of a time that has not come makes nobody else late', async () => {
  const early = (await honest.block('latest')) as { timestamp: string }
  const timestamp = `0x${(Number(early.timestamp) + 100_000).toString(16)}`
  const liar = but(honest, {
    // Of a later fork, so that its hash is taken by its word.
    block: (which) =>
      which === 'latest' ? Promise.resolve({ ...early, number: '0xffff', timestamp, more: '0x' }) : honest.block(which),
  })
  const report = await together([a(liar), b(honest)], work)
  expect(report).toMatchObject({ verdict: 'verified', rpc: 'https://b.example/' })
  expect(report.testimonies).toMatchObject([
    { said: 'other', detail: 'Its newest block is of a time that has not come' },
  ])
})

test('an RPC that drops an event from its receipts too is caught by their root, all alone', async () => {
  const forger = unproven(drop({ receipts: withoutLog(honest, target.log.index) }))
  const report = await together([a(forger)], work)
  expect(report).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  expect(report.findings).toContainEqual({
    ...{ kind: 'proofWrong', work, detail: `Block ${target.block}: The receipts are not those of the block` },
  })
})

test('can be stopped in the middle of a dispute', async () => {
  const stop = new AbortController()
  const [old] = [...new Set(events.map(({ block }) => block))].slice(-4)
  const liar = await stale(honest, old!, { state: refuse, receipts: refuse })
  const slow = but(liar, { headAt: () => (stop.abort(new Error('enough')), Promise.reject(new Error('late'))) })
  const running = verifyTogether([a(slow), b(unproven(honest, { receipts: refuse }))], work, { signal: stop.signal })
  await expect(running).rejects.toThrow('enough')
})

test('can be stopped', async () => {
  const stop = new AbortController()
  const slow = but(honest, { facts: () => new Promise(() => undefined), block: () => new Promise(() => undefined) })
  const running = verifyTogether([a(slow), b(slow)], work, { signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
})

test('a reorganisation midway: the new history is what is verified', async () => {
  const { pin } = await together([a(honest)], work)
  let done = false
  const replaced = but(honest, {
    range: async (...asked) => {
      if (!done) {
        done = true
        await chain.client.request({ method: 'anvil_rollback', params: [1] } as never)
        await chain.later(700)
      }
      return honest.range(...asked)
    },
  })
  const report = await together([a(replaced), b(replaced)], work)
  expect(done).toBe(true)
  expect(report).toMatchObject({ verdict: 'verified', liars: [] })
  expect(report.pin.hash).not.toBe(pin.hash)
})

import { parseEventLogs, toEventSelector } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { KINDS, packStamp } from '../../src/royalties/chain.ts'
import { ALL_UNITS, INCOME, workId, type WorkId } from '../../src/royalties/words.ts'
import type { RawLog } from '../../src/verify/evidence.ts'
import type { Finding } from '../../src/verify/findings.ts'
import { eventsOf } from '../../src/verify/ledger.ts'
import { rawLogs } from '../../src/verify/loading/told.ts'
import { routeOf } from '../../src/verify/route.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { Chain } from './history.ts'

/** What carries a stamp is a ledger event. */
const stamped = tributaryAbi.filter(
  (item): item is Extract<(typeof tributaryAbi)[number], { type: 'event' }> =>
    item.type === 'event' && item.inputs.some(({ name }) => name === 'stamp'),
)

let chain: Chain
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_121, 160)
})
afterAll(() => chain.anvil.kill())

test('topics computed by own code are those of the ABI', () => {
  expect([...KINDS.keys()].sort()).toEqual(stamped.map((event) => toEventSelector(event)).sort())
})

test('own decoder and viem read the same events', async () => {
  const logs = await readLogs(chain.client, { fromBlock: 0n, toBlock: 100_000n })
  const plain = (value: unknown): unknown =>
    typeof value === 'string' ? value.toLowerCase() : typeof value === 'number' ? BigInt(value) : value
  const flat = (event: object) => Object.fromEntries(Object.entries(event).map(([key, value]) => [key, plain(value)]))
  const theirs = parseEventLogs({ abi: stamped, logs }).map(({ eventName: kind, args }) => flat({ kind, ...args }))
  const ours = ledgerEvents(logs).map(({ event: { stamp, ...event } }) => flat({ ...event, stamp: packStamp(stamp) }))
  expect(ours.length).toBeGreaterThan(200)
  expect(ours).toEqual(theirs)
})

test.each([1, 2, 3, 4, 5])('replay of work %i is the contract’s views and head, to the wei', async (id) => {
  const outcome = await verifyWork(new RpcReader(chain.client), workId(id))
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  const { report } = outcome
  expect(report.findings).toEqual([])
  expect(report.verdict).toBe('verified')
  expect(report.trust.completeness).toBe('head')
  expect(report.works[0]!.columns.length).toBe(report.works[0]!.facts.sequence)
  expect(report.holders.every(({ difference }) => difference === 0n)).toBe(true)
  expect(report.holders.length).toBeGreaterThanOrEqual(2)
})

test.each([1, 3, 4, 5])('paths of work %i are its payments, and what each holder earned', async (id) => {
  const outcome = await verifyWork(new RpcReader(chain.client), workId(id))
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  const { report } = outcome
  const earned = new Map<string, bigint>()
  for (const { event } of eventsOf(report.works[0]!)) {
    if (event.kind !== 'Paid' && event.kind !== 'Credited') continue
    const { parts, unread } = routeOf(report, event)
    expect(unread).toEqual([])
    const exact = parts.map(({ income, fraction }) => income * ALL_UNITS + fraction)
    const whole = event.kind === 'Paid' ? event.amount * INCOME : event.income
    expect(exact.reduce((sum, each) => sum + each, 0n)).toBe(whole * ALL_UNITS)
    parts.forEach(({ work, account }, i) => {
      if (work === report.subject) earned.set(account, (earned.get(account) ?? 0n) + exact[i]!)
    })
  }
  const rows = report.holders.filter((row) => row.earned > 0n)
  expect(earned).toEqual(new Map(rows.map((row) => [row.account, row.earned])))
})

/** An RPC that lies about the logs of one block of work 1, whoever asks for it, and is honest otherwise. */
class Liar extends RpcReader {
  readonly #block: bigint
  readonly #lie: (logs: readonly RawLog[]) => readonly RawLog[]
  constructor(block: bigint, lie: (logs: readonly RawLog[]) => readonly RawLog[]) {
    super(chain.client)
    this.#block = block
    this.#lie = lie
  }
  override async range(work: WorkId, from: bigint, to: bigint): Promise<readonly RawLog[]> {
    const logs = rawLogs(await super.range(work, from, to), this.deployment.contract)
    if (work !== 1n || this.#block < from || this.#block > to) return logs
    const part = (keep: (log: RawLog) => boolean) => logs.filter(keep)
    return [
      ...part(({ block }) => block < this.#block),
      ...this.#lie(part(({ block }) => block === this.#block)),
      ...part(({ block }) => block > this.#block),
    ]
  }
}

async function findingsUnder(lie: (logs: readonly RawLog[]) => readonly RawLog[], target: RawLog): Promise<Finding[]> {
  const outcome = await verifyWork(new Liar(target.block, lie), workId(1))
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  expect(outcome.report.findings.length).toBeGreaterThan(0)
  return [...outcome.report.findings]
}

describe('a lie is found and named', () => {
  let target: RawLog
  let sequence: number
  beforeAll(async () => {
    const outcome = await verifyWork(new RpcReader(chain.client), workId(1))
    if (!outcome.ok) throw new Error('not verified')
    const events = [...eventsOf(outcome.report.works[0]!)]
    const crowded = events.find(
      ({ event, block }, i) => event.kind === 'Paid' && i > 9 && events[i + 1]?.block === block,
    )!
    target = crowded.log
    sequence = crowded.event.stamp.sequence
  })
  const isTarget = (log: RawLog) => log.index === target.index
  const place = (): unknown =>
    expect.objectContaining({ work: 1n, sequence, block: target.block, transaction: target.transaction })

  test('dropped', async () => {
    const findings = await findingsUnder((logs) => logs.filter((log) => !isTarget(log)), target)
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'gap', place: place() }))
  })

  test('all of a block dropped', async () => {
    const findings = await findingsUnder(() => [], target)
    expect(findings.find(({ kind }) => kind === 'gap')).toMatchObject({ place: { block: target.block, work: 1n } })
  })

  test('altered', async () => {
    const data: RawLog['data'] = `0x${target.data.slice(2, 2 + 64 * 3)}${'7'.padStart(64, '0')}${target.data.slice(2 + 64 * 4)}`
    const findings = await findingsUnder((logs) => logs.map((log) => (isTarget(log) ? { ...log, data } : log)), target)
    expect(findings).toContainEqual({ kind: 'altered', place: place(), field: 'amount' })
    expect(findings.map(({ kind }) => kind)).toContain('headMismatch')
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'incomeDiffers', cause: place() }))
  })

  test('duplicated', async () => {
    const findings = await findingsUnder((logs) => logs.flatMap((log) => (isTarget(log) ? [log, log] : [log])), target)
    expect(findings).toEqual([{ kind: 'repeated', place: place(), times: 2 }])
  })

  test('reordered', async () => {
    const top = 10_000
    const findings = await findingsUnder((logs) => logs.map((log) => ({ ...log, index: top - log.index })), target)
    expect(findings.every(({ kind }) => kind === 'outOfOrder')).toBe(true)
  })

  test('invented', async () => {
    const rival: RawLog = { ...target, index: 9_999, data: `0x${target.data.slice(2, -64)}${'f'.repeat(64)}` }
    const first = await findingsUnder((logs) => [rival, ...logs], target)
    expect(first).toContainEqual({ kind: 'invented', place: place(), reason: 'rival' })
  })

  test('an RPC that does not answer is no accusation', async () => {
    const silent = new Liar(target.block, () => {
      throw new Error('too many requests')
    })
    const outcome = await verifyWork(silent, workId(1))
    if (!outcome.ok) throw new Error('not verified')
    expect(outcome.report.verdict).toBe('unchecked')
    expect(outcome.report.findings.every(({ kind }) => kind === 'couldNotCheck')).toBe(true)
  })
})

import { hexToBigInt, type RpcLog } from 'viem'
import { afterEach, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { LEDGER_TOPICS } from '../../src/chain/events.ts'
import { creditFaults, ledgerOf, type Ledger } from '../../src/royalties/credits.ts'
import { headsOf, KINDS, type ChainedLog } from '../../src/royalties/chain.ts'
import { decodeLog } from '../../src/royalties/decode.ts'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { dueOf, PAYABLE, payableOf, replay, type Entry } from '../../src/royalties/replay.ts'
import { statementOf } from '../../src/royalties/statement/statement.ts'
import { ALL_UNITS, workId, type WorkId } from '../../src/royalties/words.ts'
import type { Pin } from '../../src/verify/evidence.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { stateProof } from '../../src/verify/state/ask.ts'
import { stateFindings } from '../../src/verify/state/differences.ts'
import { provenOf } from '../../src/verify/state/proven.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { Chain, dice } from '../verify/history.ts'
import { Acts } from './acts.ts'
import { Storage } from './storage.ts'

/** `npm run test:deep` asks for many. */
const SEEDS = Number(process.env['TRIBUTARY_SEEDS'] ?? 2)
const ACTS = Number(process.env['TRIBUTARY_ACTS'] ?? 320)
const FIRST_SEED = 20_261_121
const LOOKS = 4

const home = { chainId: 31_337, contract: deployment.tributary.address } as const

interface Log extends Entry, ChainedLog {}

const happened = new Set<LedgerEvent['kind']>()

let chain: Chain | undefined
afterEach(() => void chain?.anvil.kill())

/** All ledger logs, by work, in order. */
async function ledgersOf({ client }: Chain): Promise<Map<WorkId, Log[]>> {
  const params = [{ address: home.contract, topics: [LEDGER_TOPICS], fromBlock: '0x0', toBlock: 'latest' }]
  const raws: RpcLog[] = await client.request({ method: 'eth_getLogs', params } as never)
  const ledgers = new Map<WorkId, Log[]>()
  for (const { topics, data, blockNumber } of raws) {
    const decoded = decodeLog({ topics, data })
    if (!decoded.ok) throw new Error(decoded.detail)
    const { event } = decoded
    const log = { event, block: hexToBigInt(blockNumber!), topics, data }
    ledgers.set(event.work, [...(ledgers.get(event.work) ?? []), log])
  }
  return ledgers
}

/** Blocks to look at: the newest, and some before it. */
async function looks({ client }: Chain, seed: number): Promise<Pin[]> {
  const roll = dice(seed)
  const block = (number: string) => client.request({ method: 'eth_getBlockByNumber', params: [number, false] } as never)
  const newest = hexToBigInt(((await block('latest')) as { number: `0x${string}` }).number)
  const numbers = [newest, ...Array.from({ length: LOOKS - 1 }, () => newest / 2n + BigInt(roll(Number(newest / 2n))))]
  return Promise.all(
    numbers.map(async (number) => {
      const { hash, timestamp } = (await block(`0x${number.toString(16)}`)) as {
        hash: `0x${string}`
        timestamp: `0x${string}`
      }
      return { number, hash, time: Number(timestamp) }
    }),
  )
}

/** Own arithmetic = the contract's views = its storage = what is proven of its storage, for one work at one block. */
async function compare(
  { client }: Chain,
  ancestors: Ledger['ancestors'],
  logs: readonly Log[],
  pin: Pin,
): Promise<void> {
  const [{ event: first }] = logs as [Log]
  const { work } = first
  const reader = new RpcReader(client)
  const storage = new Storage(client, pin.number)
  const until = logs.filter(({ block }) => block <= pin.number)
  const { state, faults } = replay(ancestors, until, { until: pin.time })
  expect(faults).toEqual([])
  const head = headsOf(home, work, until).at(-1)
  const { income, running, booked } = state
  const own = { sequence: until.length, head, income, prepaid: running.ahead(), flowRate: running.rate }
  expect(await reader.facts(work, pin)).toMatchObject(own)
  expect(await storage.hot(work)).toEqual({ income: booked, sequence: until.length })
  expect(await storage.head(work)).toBe(head)
  expect(booked).toBe(income + running.ahead())
  expect(await storage.running(work, pin.time)).toEqual({ rate: running.rate, prepaid: running.ahead() })
  for (const { time, by } of running.falls()) expect(await storage.drop(work, time)).toBe(by)
  let units = 0n
  for (const [account, holder] of state.holders) {
    const { units: held, debt, claimable } = await reader.holding(work, account, pin)
    expect({ units: held, debt }).toEqual({ units: holder.units, debt: holder.debt })
    expect(claimable).toBe(payableOf(holder, income))
    expect(await storage.holding(work, account)).toEqual({ units: holder.units, debt: holder.debt })
    const {
      closing,
      opening,
      income: earned,
      claimed,
    } = statementOf({ work, ancestors, entries: until, holder: account, now: pin.time })
    expect(closing).toBe(dueOf(holder, income))
    expect(opening + earned - claimed).toBe(closing)
    units += held
  }
  expect(units).toBe(ALL_UNITS)
  const facts = (await reader.facts(work, pin))!
  const holders = [...state.holders.keys()]
  const holdings = await Promise.all(holders.map((account) => reader.holding(work, account, pin)))
  const proof = await stateProof(reader, pin, [{ facts, holders }])
  const evidence = { deployment: home, pin, subject: work, trails: [{ facts, visits: [] }], holdings, state: proof }
  const checked = provenOf(evidence)
  if (!checked.ok) throw new Error(checked.detail)
  expect(stateFindings({ ...evidence, clues: [], doubts: [] }, checked)).toEqual([])
  const proven = checked.value.works.get(work)!
  expect(proven).toMatchObject({ sequence: own.sequence, head, booked, ancestors })
  expect(proven.flowing).toEqual({ income, prepaid: own.prepaid, flowRate: own.flowRate })
  expect(proven.holdings).toEqual(
    new Map([...state.holders].map(([account, { units: held, debt }]) => [account, { units: held, debt }])),
  )
  const whole = statementOf({ work, ancestors, entries: until, now: pin.time })
  expect(whole.income).toBe(income * ALL_UNITS)
  expect(whole.claimed).toBe(state.claimed * PAYABLE)
}

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST_SEED + i))(
  'history %i: replay, views and storage agree to the last 1e-16 unit, at several times',
  async (seed) => {
    chain = await Chain.start()
    await new Acts(chain, seed).live(ACTS)
    const logs = await ledgersOf(chain)
    const pins = await looks(chain, seed)
    const reader = new RpcReader(chain.client)
    const ledgers: Ledger[] = []
    for (const [work, own] of logs) {
      const { ancestors } = (await reader.facts(work, pins[0]!))!
      ledgers.push(
        ledgerOf(
          work,
          ancestors,
          own.map(({ event }) => event),
        ),
      )
      for (const pin of pins) if (own[0]!.block <= pin.number) await compare(chain, ancestors, own, pin)
    }
    expect(creditFaults(ledgers)).toEqual([])
    // And the way the page goes: backwards from the head, block by block.
    const asked = workId(1 + (seed % ledgers.length))
    const outcome = await verifyWork(reader, asked)
    expect(outcome).toMatchObject({ ok: true, report: { verdict: 'verified', findings: [] } })
    for (const own of logs.values()) for (const { event } of own) happened.add(event.kind)
    expect(ledgers.map(({ work }) => work)).toEqual([1, 2, 3, 4, 5, 6].map(workId))
  },
  120_000,
)

test('the histories had every kind of event: those that never got there would prove nothing', () => {
  expect([...happened].sort()).toEqual([...KINDS.values()].sort())
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { jsonOf } from '../../src/royalties/statement/json.ts'
import { statementsOf, type StatementOf } from '../../src/royalties/statement/statement.ts'
import { NATIVE, workId } from '../../src/royalties/words.ts'
import type { Report } from '../../src/verify/report.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { Acts } from '../differential/acts.ts'
import { Chain, dice } from '../verify/history.ts'
import { eventsOf } from '../../src/verify/ledger.ts'
import type { Placed } from '../../src/verify/visit.ts'
import { audit, type Audited } from './auditor.ts'

const SEED = 20_261_130
const ACTS = 700
/** Later than any block of the history. */
const FAR_FUTURE = 4_000_000_000
const WORKS = [1, 2, 3, 4, 5, 6].map(workId)

let chain: Chain
let moments: number[]
let audited: Audited[]
const reports: Report[] = []

beforeAll(async () => {
  chain = await Chain.start()
  const began = await chain.time()
  await new Acts(chain, SEED).live(ACTS)
  const now = await chain.time()
  const roll = dice(SEED)
  const between = Array.from({ length: 6 }, () => began + roll(now - began)).sort((a, b) => a - b)
  moments = [0, ...between, FAR_FUTURE]
  audited = await audit(chain.url, deployment.tributary.address, moments)
  for (const work of WORKS) {
    const outcome = await verifyWork(new RpcReader(chain.client), work)
    if (!outcome.ok) throw new Error(outcome.problem.kind)
    reports.push(outcome.report)
  }
})
afterAll(() => void chain.anvil.kill())

interface Amount {
  readonly units: string
  readonly fraction: string
}
interface Told {
  readonly shares: { readonly opening: string; readonly closing: string }
  readonly opening: Amount
  readonly income: Amount
  readonly claimed: Amount
  readonly closing: Amount
  readonly earnings: readonly { readonly usage: string; readonly source: string; readonly income: Amount }[]
}

const exact = ({ units, fraction }: Amount) => BigInt(units) * 10n ** 16n + BigInt(fraction)
const shares = (text: string) => {
  const [whole = '', part = ''] = text.split('.')
  return BigInt(whole + part.padEnd(6, '0'))
}

/** What the app's file says, read as a stranger would read it. */
function read(
  told: Told,
): Pick<Audited, 'opening' | 'income' | 'claimed' | 'closing' | 'units' | 'openingUnits' | 'earnings'> {
  const earnings = told.earnings.map(({ usage, source, income }) => [`${usage}/${source}`, exact(income)] as const)
  return {
    ...{ opening: exact(told.opening), income: exact(told.income) },
    ...{ claimed: exact(told.claimed), closing: exact(told.closing) },
    ...{ openingUnits: shares(told.shares.opening), units: shares(told.shares.closing) },
    earnings: Object.fromEntries(earnings.filter(([, income]) => income !== 0n)),
  }
}

function filed(report: Report, holder: string | null): Told[] {
  const [{ facts, ...subject }] = report.works as [Report['works'][number]]
  const entries = eventsOf(subject)
  const ledgers = new Map(report.works.map((each) => [each.facts.work, eventsOf(each)]))
  const of: StatementOf<Placed> = {
    ...{ work: facts.work, ancestors: facts.ancestors, entries, now: report.pin.time },
    holder: (holder as `0x${string}` | null) ?? undefined,
    paymentOf: (work, sequence) => {
      const event = ledgers.get(work)?.at(sequence - 1)?.event
      return event?.kind === 'Paid' ? event : undefined
    },
  }
  const periods = moments.slice(1).map((until, i) => ({ from: moments[i]!, until }))
  const origins = {
    deployment: { chainId: 31_337, contract: deployment.tributary.address },
    ...{ block: report.pin, verdict: report.verdict },
  }
  const currency = { address: NATIVE, symbol: 'ETH', decimals: 18 }
  const parts = statementsOf(of, periods).map((statement) => ({ statement, currency, title: '', origins }))
  return (JSON.parse(jsonOf(parts)) as { statements: Told[] }).statements
}

test('the statements the app writes are the auditor’s, to the last 1e-16 of a unit', () => {
  let compared = 0
  for (const report of reports) {
    expect(report.verdict).toBe('verified')
    const own = audited.filter(({ work }) => work === String(report.subject))
    for (const holder of new Set(own.map((each) => each.holder))) {
      const expected = own.filter((each) => each.holder === holder)
      filed(report, holder).forEach((told, i) => {
        const { opening, income, claimed, closing, openingUnits, units, earnings } = expected[i]!
        // Before its mint a work has no shares; the app's statement of a whole work is always of all 100.
        const held = holder === null ? { openingUnits: 10n ** 8n, units: 10n ** 8n } : { openingUnits, units }
        expect(read(told)).toEqual({ opening, income, claimed, closing, earnings, ...held })
        compared += 1
      })
    }
  }
  expect(compared).toBe(audited.length)
  expect(compared).toBeGreaterThan(150)
})

test('the history had money of every kind, or agreeing on it would prove little', () => {
  const kinds = new Set(audited.flatMap(({ earnings }) => Object.keys(earnings).map((kind) => kind.split('/')[0])))
  expect([...kinds].sort()).toEqual(['Download', 'External', 'Flow', 'Play', 'Resale', 'Tip'])
  expect(audited.some(({ claimed, holder }) => holder !== null && claimed > 0n)).toBe(true)
  expect(audited.some(({ earnings, work }) => Object.keys(earnings).some((kind) => kind === `Flow/${work}`))).toBe(true)
  expect(
    audited.some(({ earnings, work }) =>
      Object.keys(earnings).some((kind) => /^Flow/.test(kind) && !kind.endsWith(`/${work}`)),
    ),
  ).toBe(true)
})

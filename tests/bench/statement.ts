import { NATIVE } from '../../src/royalties/words.ts'
import { EVER } from '../../src/royalties/statement/period.ts'
import { Desk } from '../../src/screens/statement/desk.ts'
import type { WorkReport } from '../../src/verify/report.ts'
import { ACCOUNTS, ancestors, benchColumns } from './replay.ts'

export interface StatementFigures {
  readonly events: number
  /** Milliseconds, each from the bytes of the ledger. */
  readonly sheet: number
  readonly months: number
  readonly csv: number
}

/** What the statement page asks its worker. */
export function benchStatement(events = 100_000): StatementFigures {
  const columns = benchColumns(events)
  // What a statement does not look at is left out.
  const facts = { work: columns.work, ancestors } as unknown as WorkReport['facts']
  const subject = { facts, contract: NATIVE, columns, gapless: true } as WorkReport
  const pin = { number: BigInt(events), hash: '0x', time: events } as const
  const currency = { address: NATIVE, symbol: 'ETH', decimals: 18 }
  const desk = new Desk()
  desk.add({ works: [subject], pin, verdict: 'verified', chainId: 1, currency })
  const wanted = { volume: 0, holder: ACCOUNTS[1]!, period: EVER }
  const took = (work: () => unknown) => {
    const began = performance.now()
    work()
    return performance.now() - began
  }
  const sheet = took(() => desk.sheet(wanted))
  const months = took(() => desk.periods(wanted, 'month'))
  return { events, sheet, months, csv: took(() => desk.csv([{ ...wanted, title: 'Bench' }])) }
}

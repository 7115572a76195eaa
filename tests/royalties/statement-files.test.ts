import { expect, test } from 'vitest'
import { csvOf, type Booked } from '../../src/royalties/statement/csv.ts'
import { jsonOf } from '../../src/royalties/statement/json.ts'
import { rowsOf } from '../../src/royalties/statement/rows.ts'
import { togetherOf } from '../../src/royalties/statement/together.ts'
import { statementOf, type StatementOf } from '../../src/royalties/statement/statement.ts'
import { INCOME, NATIVE, type Address } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'
import { account, claimed, honest, ledger, moved, opened, paid, work, type Logged } from './books.ts'

const HISTORY = ledger([
  [1_700_000_000, moved(NATIVE, account(1), 50_000_000n)],
  [1_700_000_000, moved(NATIVE, account(2), 50_000_000n)],
  [1_700_000_001, paid(3n)],
  [1_700_000_010, claimed(account(1), 1n)],
  [1_700_003_600, opened(account(5), INCOME, 1_700_010_000, 1_700_003_600)],
])
const coins = { address: NATIVE, symbol: 'ETH', decimals: 18 }
const book = (of: Partial<StatementOf<Logged>> = {}, more: Partial<Booked> = {}): Booked => ({
  ...{
    statement: statementOf({ work, ancestors: [], entries: HISTORY, ...of }),
    currency: coins,
    title: 'Spring Water',
  },
  ...more,
})
/** By a reader of its own, so that quoting is tested and not repeated. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  for (let at = 0, row: string[] = []; at < text.length;) {
    const quoted = text[at] === '"'
    const match = quoted ? /"((?:[^"]|"")*)"(,|\r\n)/y : /([^",\r\n]*)(,|\r\n)/y
    match.lastIndex = at
    const [all, cell, end] = match.exec(text)!
    row.push(quoted ? cell!.replaceAll('""', '"') : cell!)
    at += all.length
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
const units = (decimal: string, decimals: number) => {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  return BigInt(whole + fraction.padEnd(decimals, '0')) * (decimal.startsWith('-') ? -1n : 1n)
}

test('the CSV adds up row by row, from the opening to the closing, to the last digit', () => {
  const roll = dice(21)
  for (let run = 0; run < 30; run++) {
    const entries = honest(roll, [])
    const { time } = entries.at(-1)!.event.stamp
    const period = { from: roll(time), until: time + roll(50_000) }
    const of = { entries, period, now: time + 90_000, holder: run % 3 ? account(run % 3) : undefined }
    const [names, ...rows] = readCsv(csvOf([book(of)]))
    const at = (name: string) => names!.indexOf(name)
    let balance: bigint | undefined
    let shares: bigint | undefined
    for (const row of rows) {
      const due = units(row[at('balance')]!, 34)
      expect(due).toBe(balance === undefined ? due : balance + units(row[at('amount')]!, 34))
      balance = due
      const held = units(row[at('shares')]!, 6)
      if (of.holder) expect(held).toBe(shares === undefined ? held : shares + units(row[at('shares_moved')]!, 6))
      shares = held
    }
    const { opening, closing } = statementOf({ work, ancestors: [], ...of })
    expect([units(rows[0]![at('balance')]!, 34), balance]).toEqual([opening, closing])
    expect([rows[0]![at('kind')], rows.at(-1)![at('kind')]]).toEqual(['Opening', 'Closing'])
  }
})

test('a period that is not over ends with the last moment known, and claims nothing of the days to come', () => {
  const [now, day] = [1_700_005_000, 86_400]
  const timesOf = (from: number, until: number) => {
    const { statement } = book({ period: { from, until }, now })
    return [
      statement.until,
      rowsOf(statement).at(0)!.time,
      ...rowsOf(statement)
        .slice(-2)
        .map(({ time }) => time),
    ]
  }
  // What came by the second since the last event is counted until then as well.
  expect(timesOf(1_699_900_000, now + 9 * day)).toEqual([now, 1_699_900_000, now, now])
  expect(timesOf(1_699_900_000, 1_700_004_000)).toEqual([1_700_004_000, 1_699_900_000, 1_700_004_000, 1_700_004_000])
  expect(timesOf(now + day, now + 2 * day)).toEqual([now, now, now, now])
  expect(timesOf(0, Number.POSITIVE_INFINITY)).toEqual([now, undefined, now, now])
})

test('what strangers write cannot run in a spreadsheet, nor break the table', () => {
  for (const evil of [
    '=1+1',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '=HYPERLINK("http://x","y")',
    'a,"b"\r\nc',
  ]) {
    const rows = readCsv(csvOf([book({}, { title: evil, currency: { ...coins, symbol: evil } })]))
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1)
    for (const name of ['title', 'currency']) {
      const cell = rows[1]![rows[0]!.indexOf(name)]!
      expect(cell.replace(/^'/, '')).toBe(evil)
      expect(cell).not.toMatch(/^[=+\-@\t\r＝]/)
    }
  }
})

test('a negative amount stays a number', () => {
  const [names, ...rows] = readCsv(csvOf([book({ holder: account(1) })]))
  const paidOut = rows.find((row) => row[names!.indexOf('kind')] === 'Claimed')!
  expect(paidOut[names!.indexOf('amount')]).toBe('-0.000000000000000001')
})

test('the JSON says every amount exactly, in whole units and the fraction of one', () => {
  const origins = {
    deployment: { chainId: 8453, contract: account(99) },
    block: { number: 77n, hash: `0x${'ab'.repeat(32)}`, time: 1_700_003_650 },
    verdict: 'verified',
  } as const
  const part = { ...book({ holder: account(1), now: 1_700_003_650 }), origins }
  const { format, version, statements } = JSON.parse(jsonOf([part])) as {
    format: string
    version: number
    statements: { income: object; closing: object; rows: unknown[]; earnings: unknown[] }[]
  }
  expect([format, version]).toEqual(['tributary-statements', 1])
  expect(statements[0]).toMatchObject({
    ...{ chainId: 8453, work: '1', holder: account(1), verdict: 'verified', paidIn: null },
    period: { from: null, until: null },
    block: { number: '77', time: '2023-11-14T23:14:10.000Z' },
    shares: { opening: '0', closing: '50' },
    opening: { decimal: '0', units: '0', fraction: '0' },
    income: { decimal: '0.0000000000000000265', units: '26', fraction: '5000000000000000' },
    claimed: { decimal: '0.000000000000000001', units: '1', fraction: '0' },
    closing: { decimal: '0.0000000000000000255', units: '25', fraction: '5000000000000000' },
    earnings: [
      { usage: 'Play', source: '1', payments: 1, income: { units: '1', fraction: '5000000000000000' } },
      { usage: 'Flow', source: '1', payments: 0, income: { units: '25', fraction: '0' } },
    ],
    bySecond: [{ payer: account(5), income: { units: '25' } }],
  })
  expect(statements[0]!.rows).toHaveLength(rowsOf(part.statement).length)
})

test('works in one currency are added up, others stand apart', () => {
  const dollar: Address = account(40)
  const { income, claimed: out, opening, closing } = statementOf({ work, ancestors: [], entries: HISTORY })
  const sums = { opening, income, claimed: out, closing }
  const dollars = { address: dollar, symbol: 'USDC', decimals: 6 }
  const [ether, other] = togetherOf([
    { ...sums, currency: coins },
    { ...sums, currency: coins },
    { ...sums, currency: dollars },
  ])
  expect(ether).toMatchObject({ income: 2n * income, claimed: 2n * out, closing: 2n * closing, currency: coins })
  expect(other).toMatchObject({ closing, currency: dollars, parts: [sums] })
})

import { decimalText } from '../../royalties/format.ts'
import type { Statement } from '../../royalties/statement.ts'
import { usageName, type WorkId } from '../../royalties/words.ts'
import type { Placed } from '../../verify/visit.ts'
import type { Writer } from './sentences.ts'

interface Row {
  readonly sequence: number
  readonly time: string
  readonly block: string
  readonly transaction: string
  readonly kind: string
  readonly usage: string
  readonly source: string
  readonly units: string
  readonly flowed: string
  readonly change: string
  readonly due: string
}

/** Rows of a statement with every digit; amounts in the currency, 16 digits finer than its smallest unit. */
function rowsOf({ lines }: Statement<Placed>, { decimals }: Writer): Row[] {
  return lines.map(({ entry, units, flowed, change, due, payment }) => ({
    sequence: entry.event.stamp.sequence,
    time: new Date(entry.event.stamp.time * 1000).toISOString(),
    block: String(entry.block),
    transaction: entry.log.transaction,
    kind: entry.event.kind,
    usage: payment ? usageName(payment.usage) : '',
    source: 'source' in entry.event ? String(entry.event.source) : '',
    units: decimalText(units, 6),
    flowed: decimalText(flowed, decimals + 16),
    change: decimalText(change, decimals + 16),
    due: decimalText(due, decimals + 16),
  }))
}

/** RFC 4180; no cell can begin with what a spreadsheet would run. */
export function csvOf(statement: Statement<Placed>, writer: Writer): string {
  const place = ['sequence', 'time', 'block', 'transaction']
  const header = [...place, 'kind', 'usage', 'source', 'shares', 'flowed', 'change', 'due']
  const rows = rowsOf(statement, writer).map((row) => Object.values(row).join(','))
  return [header.join(','), ...rows].join('\r\n') + '\r\n'
}

export function jsonOf(work: WorkId, statement: Statement<Placed>, writer: Writer): string {
  const text = (value: bigint) => decimalText(value, writer.decimals + 16)
  const { holder, opening, income, claimed, closing, flowed } = statement
  const sums = { opening: text(opening), income: text(income), claimed: text(claimed), closing: text(closing) }
  const since = { flowedSinceLastLine: text(flowed) }
  const head = { work: String(work), holder: holder ?? null, currency: writer.symbol }
  return JSON.stringify({ ...head, ...sums, ...since, lines: rowsOf(statement, writer) }, null, 2)
}

/** Hands a file to the reader. */
export function save(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A statement event by event, as files and prints show it: every row has an amount, and they add up from the opening to
 * the closing. */
import type { LedgerEvent } from '../ledger.ts'
import type { Entry } from '../replay.ts'
import type { Statement, StatementLine } from './statement.ts'
import { Usage, usageName, type Address, type Hex, type WorkId } from '../words.ts'

/** A ledger event with the transaction that somebody says it was in. */
export interface Found extends Entry {
  readonly log: { readonly transaction: Hex }
}

/** `BySecond`: what flows brought since the row before. */
export type RowKind = LedgerEvent['kind'] | 'Opening' | 'BySecond' | 'Closing'

/** Money in 1e-16 of a currency unit. */
export interface Row {
  readonly kind: RowKind
  /** Unix seconds; of opening and closing those of the period, as far as it has come. `undefined`: the beginning of all. */
  readonly time: number | undefined
  readonly entry: Found | undefined
  readonly usage: Usage | undefined
  /** The work that was paid, where it is another one. */
  readonly source: WorkId | undefined
  readonly from: Address | undefined
  readonly to: Address | undefined
  /** Millionths of a share that moved; negative: away from the holder. */
  readonly moved: bigint
  /** Held after it. */
  readonly units: bigint
  readonly amount: bigint
  /** Due after it. */
  readonly due: bigint
}

const NOTHING = {
  ...{ entry: undefined, usage: undefined, source: undefined, from: undefined, to: undefined },
  ...{ moved: 0n, amount: 0n },
}

/** How many rows a statement has. */
export const rowCount = ({ lines, flowed }: Statement<Found>): number =>
  2 + lines.reduce((count, line) => count + (line.flowed === 0n ? 1 : 2), flowed === 0n ? 0 : 1)

/** Of a long statement only those from `from` on and before `to` are made. */
export function rowsOf(statement: Statement<Found>, from = 0, to = Number.POSITIVE_INFINITY): Row[] {
  const { period, until, opening, openingUnits, closing, units, flowed, lines, holder } = statement
  const rows: Row[] = []
  let at = -1
  const wanted = () => (at += 1) >= from && at < to
  const start = Math.min(period.from, until) || undefined
  if (wanted()) rows.push({ ...NOTHING, kind: 'Opening', time: start, units: openingUnits, due: opening })
  let held = openingUnits
  for (const line of lines) {
    if (line.flowed !== 0n && wanted())
      rows.push(bySecond(line.entry.event.stamp.time, held, line.flowed, line.due - line.change))
    if (wanted()) rows.push(rowOf(line, holder))
    held = line.units
  }
  if (flowed !== 0n && wanted()) rows.push(bySecond(until, held, flowed, closing))
  if (wanted()) rows.push({ ...NOTHING, kind: 'Closing', time: until, units, due: closing })
  return rows
}

/** Only those where shares moved. */
export const movesOf = ({ lines, holder }: Statement<Found>): Row[] =>
  // They take no income along, which is known without looking at the event.
  lines.filter(({ change, entry }) => change === 0n && entry.event.kind === 'Moved').map((line) => rowOf(line, holder))

const bySecond = (time: number | undefined, units: bigint, amount: bigint, due: bigint): Row => ({
  ...{ ...NOTHING, kind: 'BySecond', time, units, amount, due },
  usage: Usage.Flow,
})

function rowOf(line: StatementLine<Found>, holder: Address | undefined): Row {
  const { entry, units, change, due, payment } = line
  const { event } = entry
  return {
    ...{ kind: event.kind, time: event.stamp.time, entry, units, amount: change, due },
    usage: payment?.usage ?? (event.kind === 'FlowCredited' ? Usage.Flow : undefined),
    source: 'source' in event ? event.source : undefined,
    ...partiesOf(event, payment?.payer),
    moved: event.kind === 'Moved' ? (holder !== undefined && event.from === holder ? -event.units : event.units) : 0n,
  }
}

/** Whom the money, or the shares, came from and went to, as far as the event says it. */
function partiesOf(event: LedgerEvent, payer: Address | undefined): Pick<Row, 'from' | 'to'> {
  switch (event.kind) {
    case 'Moved':
      return { from: event.from, to: event.to }
    case 'Claimed':
      return { from: undefined, to: event.holder }
    case 'Paid':
    case 'Credited':
      return { from: payer, to: undefined }
    case 'FlowOpened':
    case 'FlowExtended':
      return { from: event.payer, to: undefined }
    case 'FlowClosed':
      return { from: undefined, to: event.payer }
    case 'KeyRequested':
      return { from: event.buyer, to: undefined }
    case 'KeyDelivered':
    case 'KeyRefunded':
      return { from: undefined, to: event.buyer }
    case 'FlowCredited':
    case 'Accrued':
      return { from: undefined, to: undefined }
  }
}

/** For files: the contract's own word; empty where it is not known. */
export const usageText = (usage: Usage | undefined): string => (usage === undefined ? '' : usageName(usage))

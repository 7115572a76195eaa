/** A statement event by event, as files and prints show it: every row has an amount, and they add up from the opening to
 * the closing. */
import type { LedgerEvent } from './ledger.ts'
import type { Entry } from './replay.ts'
import type { Statement, StatementLine } from './statement.ts'
import { Usage, usageName, type Address, type Hex, type WorkId } from './words.ts'

/** A ledger event with the transaction that somebody says it was in. */
export interface Found extends Entry {
  readonly log: { readonly transaction: Hex }
}

/** `BySecond`: what flows brought since the row before. */
export type RowKind = LedgerEvent['kind'] | 'Opening' | 'BySecond' | 'Closing'

/** Money in 1e-16 of a currency unit. */
export interface Row {
  readonly kind: RowKind
  /** Unix seconds; of opening and closing those of the period. `undefined`: the beginning, or the newest block. */
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

export function rowsOf(statement: Statement<Found>): Row[] {
  const { period, opening, openingUnits, closing, units, flowed, lines, holder } = statement
  const rows: Row[] = [
    { ...NOTHING, kind: 'Opening', time: period.from || undefined, units: openingUnits, due: opening },
  ]
  let held = openingUnits
  for (const line of lines) {
    const { time } = line.entry.event.stamp
    if (line.flowed !== 0n) rows.push(bySecond(time, held, line.flowed, line.due - line.change))
    rows.push(rowOf(line, holder))
    held = line.units
  }
  const end = Number.isFinite(period.until) ? period.until : undefined
  if (flowed !== 0n) rows.push(bySecond(end, held, flowed, closing))
  rows.push({ ...NOTHING, kind: 'Closing', time: end, units, due: closing })
  return rows
}

const bySecond = (time: number | undefined, units: bigint, amount: bigint, due: bigint): Row => ({
  ...{ ...NOTHING, kind: 'BySecond', time, units, amount, due },
  usage: Usage.Flow,
})

function rowOf({ entry, units, change, due, payment }: StatementLine<Found>, holder: Address | undefined): Row {
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

import { decimalText } from '../format.ts'
import { rowsOf, usageText, type Found, type Row } from './rows.ts'
import type { Statement } from './statement.ts'
import type { Address, WorkId } from '../words.ts'

/** What amounts are in. */
export interface Money {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
}

/** A statement and what its amounts are in. */
export interface Booked {
  readonly statement: Statement<Found>
  readonly currency: Money
  readonly title: string
}

type Writer = (row: Row, of: Booked) => string

const time = ({ time: seconds }: Row) => (seconds === undefined ? '' : new Date(seconds * 1000).toISOString())
const workText = (work: WorkId | undefined) => (work === undefined ? '' : String(work))
const COLUMNS: readonly (readonly [string, Writer])[] = [
  ['work', (_, { statement }) => String(statement.work)],
  ['title', (_, { title }) => title],
  ['holder', (_, { statement }) => statement.holder ?? ''],
  ['currency', (_, { currency }) => currency.symbol],
  ['currency_address', (_, { currency }) => currency.address],
  ['time', time],
  ['kind', ({ kind }) => kind],
  ['usage', ({ usage }) => usageText(usage)],
  ['source', ({ source }) => workText(source)],
  ['from', ({ from }) => from ?? ''],
  ['to', ({ to }) => to ?? ''],
  ['shares_moved', ({ moved }) => decimalText(moved, 6)],
  ['shares', ({ units }) => decimalText(units, 6)],
  ['amount', ({ amount }, { currency }) => decimalText(amount, currency.decimals + 16)],
  ['balance', ({ due }, { currency }) => decimalText(due, currency.decimals + 16)],
  ['sequence', ({ entry }) => (entry ? String(entry.event.stamp.sequence) : '')],
  ['block', ({ entry }) => (entry ? String(entry.block) : '')],
  ['transaction', ({ entry }) => entry?.log.transaction ?? ''],
]

/**
 * RFC 4180, one row for each event, between a row `Opening` and a row `Closing` of each statement: in every statement
 * opening balance + Σ amounts = closing balance, to the last of the currency's digits and 16 more. Times in UTC. No cell
 * begins with what a spreadsheet would run: titles and symbols are written by strangers, and any token may call itself
 * what another one is called; only its address tells them apart.
 */
export function csvOf(booked: readonly Booked[]): string {
  const lines = [COLUMNS.map(([name]) => name).join(',')]
  for (const each of booked)
    for (const row of rowsOf(each.statement)) lines.push(COLUMNS.map(([, write]) => cell(write(row, each))).join(','))
  return lines.join('\r\n') + '\r\n'
}

/** Numbers may begin with a minus; anything else that a spreadsheet could take for a formula gets an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

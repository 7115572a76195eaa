import { exactText, sharesText } from '../../design/money.ts'
import { atOnce, ownOfFlow, turnOf } from '../../royalties/flows.ts'
import type { FlowCredited, LedgerEvent, Paid } from '../../royalties/ledger.ts'
import { partOf, wholeOf } from '../../royalties/split.ts'
import { NATIVE, Usage, usageName, type Address } from '../../royalties/words.ts'
import { usageWords } from '../words.ts'
import type { Writer } from './sentences.ts'

export type NameOf = (account: Address) => string

/** `2026-11-21 18:51:30`, in UTC. */
export const momentText = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19)

/** What happened, in one sentence with every digit. */
export function eventSentence(event: LedgerEvent, nameOf: NameOf, { decimals, symbol }: Writer): string {
  const money = (value: bigint, more = 0) => `${exactText({ value, decimals: decimals + more })} ${symbol}`
  const perHour = (rate: bigint) => `${money(rate * 3_600n, 8)} an hour`
  switch (event.kind) {
    case 'Paid':
      return `${nameOf(event.payer)} paid ${money(event.amount)} for ${usageName(event.usage)}${manyText(event)}`
    case 'Credited':
      return `${money(event.income, 8)} from payment ${event.sourceSequence} of work ${event.source}`
    case 'Moved':
      return `${sharesText(event.units)} shares ${event.from === NATIVE ? 'minted' : `from ${nameOf(event.from)}`} to ${nameOf(event.to)}`
    case 'Claimed':
      return `${money(event.amount)} paid out to ${nameOf(event.holder)}`
    case 'FlowOpened':
      return `${nameOf(event.payer)} pays ${perHour(event.rate)} until ${momentText(event.end)}: ${money(event.deposit)} in advance`
    case 'FlowExtended':
      return `${nameOf(event.payer)} pays ${perHour(event.rate)} until ${momentText(event.newEnd)} instead of ${momentText(event.oldEnd)}: ${money(event.deposit)} more in advance`
    case 'FlowClosed':
      return `${nameOf(event.payer)} stopped paying ${perHour(event.rate)}, which would have ended ${momentText(event.oldEnd)}: ${money(event.refund)} went back`
    case 'FlowCredited':
      return `${perHour(event.rate)} of what work ${event.source} gets by the second, ${ending(event)}`
    case 'Accrued':
      return `Income by the second was counted up to ${momentText(event.until)}`
    case 'KeyRequested':
      return `${nameOf(event.buyer)} asked for the key: ${money(event.price + event.fee)} are held until it comes, at the latest ${momentText(event.deadline)}`
    case 'KeyDelivered':
      return `${nameOf(event.server)} gave ${nameOf(event.buyer)} the key${event.fee > 0n ? ` and gets ${money(event.fee)} for it` : ''}`
    case 'KeyRefunded':
      return `No key came for ${nameOf(event.buyer)}: ${money(event.amount)} go back`
  }
}

/** How many at once; a tip is not counted at all. */
function manyText({ usage, units }: Paid): string {
  if (usage === Usage.Resale) return ` of ${sharesText(units)} shares`
  return units > 1n ? ` × ${units}` : ''
}

/** A flow just opened has no former end, and one just closed ends with this event. */
function ending({ stamp, oldEnd, newEnd }: FlowCredited): string {
  if (oldEnd === stamp.time) return `until ${momentText(newEnd)}`
  if (newEnd === stamp.time) return `stopped; it would have ended ${momentText(oldEnd)}`
  return `until ${momentText(newEnd)} instead of ${momentText(oldEnd)}`
}

/** The same for a row of a long list: short, the newest digits left to the event's own page. */
export function eventLine(event: LedgerEvent, nameOf: NameOf): string {
  switch (event.kind) {
    case 'Paid':
      if (event.usage === Usage.Resale)
        return `${sharesText(event.units)} shares resold, royalty paid by ${nameOf(event.payer)}`
      return `${usageWords[event.usage].past}${manyText(event)}, paid by ${nameOf(event.payer)}`
    case 'Credited':
      return `From work ${event.source}, its event ${event.sourceSequence}`
    case 'Moved':
      return `${sharesText(event.units)} shares ${event.from === NATIVE ? 'minted to' : `from ${nameOf(event.from)} to`} ${nameOf(event.to)}`
    case 'Claimed':
      return `Paid out to ${nameOf(event.holder)}`
    case 'FlowOpened':
      return `${nameOf(event.payer)} pays by the second`
    case 'FlowExtended':
      return `${nameOf(event.payer)} pays by the second for longer`
    case 'FlowClosed':
      return `${nameOf(event.payer)} stopped paying by the second`
    case 'FlowCredited':
      return `By the second from work ${event.source}`
    case 'Accrued':
      return 'Income by the second counted'
    case 'KeyRequested':
      return `${nameOf(event.buyer)} asked for the key`
    case 'KeyDelivered':
      return `${nameOf(event.server)} gave ${nameOf(event.buyer)} the key`
    case 'KeyRefunded':
      return `No key came for ${nameOf(event.buyer)}`
  }
}

/**
 * What an event by itself brought its work, in 1e-8 of a currency unit; negative: paid out. `royalties`: basis points that
 * go to ancestors. What flows bring between events is not part of any.
 */
export function changeOf(event: LedgerEvent, royalties: number): bigint {
  switch (event.kind) {
    case 'Paid':
      return wholeOf(event.amount) - partOf(event.amount, royalties)
    case 'Credited':
    case 'FlowCredited':
      return event.income
    case 'FlowOpened':
    case 'FlowExtended':
    case 'FlowClosed':
      return ownOfFlow(atOnce(turnOf(event)), royalties)
    case 'Claimed':
      return -wholeOf(event.amount)
    default:
      return 0n
  }
}

/** Digits after the point in a row; the event's own view has all of them. */
const PLACES = 12

/** `+0.0012 ETH`; nothing for an event that brought nothing. What is cut off is marked, so that no two sums seem to differ. */
export function changeText(change: bigint, { decimals, symbol }: Writer): string {
  if (change === 0n) return ''
  const [sign, size] = change > 0n ? ['+', change] : ['\u2212', -change]
  const [whole = '0', digits = ''] = exactText({ value: size, decimals: decimals + 8 }).split('.')
  const kept = digits.slice(0, PLACES)
  if (whole === '0' && /^0+$/.test(kept)) return `${sign} a trace`
  return `${sign}${whole}${kept && `.${kept}`}${digits.length > PLACES ? '…' : ''} ${symbol}`
}

/** What a person may want to see alone. */
export const GROUPS = [
  { id: 'all', label: 'All', kinds: undefined },
  { id: 'money', label: 'Money in', kinds: ['Paid', 'Credited'] },
  { id: 'claims', label: 'Paid out', kinds: ['Claimed'] },
  { id: 'shares', label: 'Shares', kinds: ['Moved'] },
  {
    id: 'flows',
    label: 'By the second',
    kinds: ['FlowOpened', 'FlowExtended', 'FlowClosed', 'FlowCredited', 'Accrued'],
  },
  { id: 'keys', label: 'Keys', kinds: ['KeyRequested', 'KeyDelivered', 'KeyRefunded'] },
] as const satisfies readonly { id: string; label: string; kinds: readonly LedgerEvent['kind'][] | undefined }[]

export type GroupId = (typeof GROUPS)[number]['id']

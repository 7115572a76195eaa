import { sharesText } from '../../design/money.ts'
import type { LedgerEvent } from '../../royalties/ledger.ts'
import { NATIVE, Usage, type Address, type WorkId } from '../../royalties/words.ts'
import { timeText, usageWords } from '../words.ts'

/** A ledger event in a few words, for people who make music and not contracts. */
export interface EventWords {
  readonly what: string
  readonly detail?: string
  /** The work it came from. */
  readonly source?: WorkId
  /** `undefined`: nobody in particular. */
  readonly who?: Address
  /** `income`: of the whole work, in 1e-8 of a currency unit. `money`: in currency units; `+` came in, `−` went out, and
   * `held` is nobody's income yet. */
  readonly amount?:
    | { readonly kind: 'income'; readonly value: bigint }
    | { readonly kind: 'money'; readonly value: bigint; readonly sign: '+' | '−' | 'held' }
    | { readonly kind: 'units'; readonly value: bigint }
}

const money = (value: bigint, sign: '+' | '−' | 'held') => ({ kind: 'money', value, sign }) as const
const until = (end: number) => `until ${timeText(end)}`

export function eventWords(event: LedgerEvent): EventWords {
  switch (event.kind) {
    case 'Paid':
      return {
        what: usageWords[event.usage].past,
        ...unitsWords(event.usage, event.units),
        who: event.payer,
        amount: money(event.amount, '+'),
      }
    case 'Credited':
      return { what: 'From', source: event.source, amount: { kind: 'income', value: event.income } }
    case 'Moved':
      return {
        what: event.from === NATIVE ? 'Shares made' : 'Shares moved',
        who: event.to,
        amount: { kind: 'units', value: event.units },
      }
    case 'Claimed':
      return { what: 'Claimed', who: event.holder, amount: money(event.amount, '−') }
    case 'FlowOpened':
      return flowWords('Pays by the second', until(event.end), event.payer, money(event.deposit, 'held'))
    case 'FlowExtended':
      return flowWords('Pays by the second for longer', until(event.newEnd), event.payer, money(event.deposit, 'held'))
    case 'FlowClosed':
      return flowWords('Stopped paying by the second', 'the rest went back', event.payer, money(event.refund, '−'))
    case 'FlowCredited':
      return { what: 'By the second from', source: event.source, detail: until(event.newEnd) }
    case 'Accrued':
      return { what: 'Income by the second counted', detail: `up to ${timeText(event.until)}` }
    case 'KeyRequested':
      return flowWords('Asked for the key', 'held until it comes', event.buyer, money(event.price + event.fee, 'held'))
    case 'KeyDelivered':
      return { what: 'Key handed over', who: event.buyer }
    case 'KeyRefunded':
      return flowWords('No key came', 'the money goes back', event.buyer, money(event.amount, '−'))
  }
}

const flowWords = (
  what: string,
  detail: string,
  who: Address,
  amount: NonNullable<EventWords['amount']>,
): EventWords => ({
  what,
  detail,
  who,
  amount,
})

const unitsWords = (usage: Usage, units: bigint) =>
  usage === Usage.Resale ? { detail: `${sharesText(units)} shares` } : units > 1n ? { detail: `× ${units}` } : {}

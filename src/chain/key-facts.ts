import type { KeyRequest } from '../royalties/terms.ts'
import { NATIVE } from '../royalties/words.ts'
import type { Action } from './action.ts'
import type { Fact } from './facts.ts'

/** What a dialog shows of a request: who gets what, for how much, and how long its delivery may take. */
export const requestFacts = (request: KeyRequest, currency: 'native' | 'work'): Fact[] => [
  { label: 'Work', kind: 'work', work: request.work },
  { label: 'Usage', kind: 'usage', usage: request.usage },
  { label: 'Units', kind: 'count', count: request.units },
  { label: 'Price', kind: 'money', amount: request.price, currency },
  { label: 'Delivery fee', kind: 'money', amount: request.fee, currency },
  { label: 'For', kind: 'account', account: request.buyer },
  { label: 'Hash of the terms', kind: 'hash', hash: request.ref },
  { label: 'Content key', kind: 'account', account: request.keyAddress },
  { label: 'Delivery within', kind: 'text', text: hoursText(request.window) },
]

const hoursText = (seconds: bigint) => {
  const hours = Number(seconds) / 3_600
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${hours} hours`
}

type OfRequest = Extract<Action, { kind: 'deliverKey' | 'refundKey' }>

/** A delivery pays the delivery fee to `server`; a refund gives everything back to the buyer. */
export function deliveryFacts(action: OfRequest): Fact[] {
  const { work, buyer, price, fee, deadline } = action.terms
  const facts: Fact[] = [
    { label: 'Work', kind: 'work', work },
    { label: 'Buyer', kind: 'account', account: buyer },
    { label: 'Price', kind: 'money', amount: price, currency: 'work' },
    { label: 'Delivery fee', kind: 'money', amount: fee, currency: 'work' },
    { label: 'Deadline', kind: 'time', seconds: deadline },
  ]
  return action.kind === 'refundKey'
    ? facts
    : [...facts, { label: 'Fee goes to', kind: 'account', account: action.server }]
}

export const withdrawFacts = ({ currency, to }: Extract<Action, { kind: 'withdraw' }>): Fact[] => [
  currency === NATIVE
    ? { label: 'Currency', kind: 'text', text: 'native' }
    : { label: 'Currency', kind: 'account', account: currency },
  { label: 'To', kind: 'account', account: to },
]

import type { FlowClosed, FlowExtended, FlowOpened } from './ledger.ts'
import { BASIS_POINTS, INCOME, type Address } from './words.ts'

/** The hour in which a flow is opened is always spent; ends of flows are full hours. */
export const HOUR = 3_600

export type PayerEvent = FlowOpened | FlowExtended | FlowClosed

/** What an event changes: `rate` flows until `newEnd` instead of `oldEnd`, and `paid` currency units came in for it. */
export interface Turn {
  readonly rate: bigint
  readonly oldEnd: number
  readonly newEnd: number
  /** Negative: given back. */
  readonly paid: bigint
}

export function turnOf(event: PayerEvent): Turn {
  const { rate } = event
  const { time } = event.stamp
  switch (event.kind) {
    case 'FlowOpened':
      return { rate, oldEnd: time, newEnd: event.end, paid: event.deposit }
    case 'FlowExtended':
      return { rate, oldEnd: event.oldEnd, newEnd: event.newEnd, paid: event.deposit }
    case 'FlowClosed':
      return { rate, oldEnd: event.oldEnd, newEnd: time, paid: -event.refund }
  }
}

/** What flows because of a turn, in 1e-8 of a currency unit; negative when less flows than before. */
export const flowing = (rate: bigint, oldEnd: number, newEnd: number): bigint => rate * BigInt(newEnd - oldEnd)

/** What comes in at once: all that was paid and does not flow. In 1e-8 of a currency unit. */
export const atOnce = ({ rate, oldEnd, newEnd, paid }: Turn): bigint => paid * INCOME - flowing(rate, oldEnd, newEnd)

/** What the work keeps of a rate, or of what comes in at once, when its ancestors ask `royalties` basis points together. */
export const ownOfFlow = (whole: bigint, royalties: number): bigint => whole - partOfFlow(whole, royalties)

/** The part of a rate, or of what comes in at once, in basis points. Exact: rates are multiples of 10 000, and so is both. */
export const partOfFlow = (whole: bigint, royalty: number): bigint => (whole * BigInt(royalty)) / BASIS_POINTS

export interface FlowFault {
  readonly kind: 'flowWrong'
  readonly account: Address
  readonly field: 'rate' | 'oldEnd' | 'newEnd' | 'deposit' | 'refund'
  readonly expected: bigint
  readonly actual: bigint
}

interface Flow {
  readonly rate: bigint
  readonly start: number
  readonly end: number
}

/** The flows of one work's payers, held against what each event says of them. */
export class Flows {
  readonly #flows = new Map<Address, Flow>()

  /** What is wrong with the event; it is followed all the same. */
  apply(event: PayerEvent): FlowFault | undefined {
    const { payer: account, stamp } = event
    const { rate, newEnd } = turnOf(event)
    const before = this.#flows.get(account)
    const running = before && before.end > stamp.time ? before : undefined
    const start = event.kind === 'FlowOpened' ? stamp.time : (before?.start ?? stamp.time)
    if (event.kind === 'FlowClosed') this.#flows.delete(account)
    else this.#flows.set(account, { rate, start, end: newEnd })
    const [field, expected, actual] = mismatch(event, running) ?? []
    return field && { kind: 'flowWrong', account, field, expected: BigInt(expected!), actual: BigInt(actual!) }
  }
}

type Mismatch = readonly [FlowFault['field'], expected: bigint | number, actual: bigint | number]

function mismatch(event: PayerEvent, running: Flow | undefined): Mismatch | undefined {
  const { rate, oldEnd, newEnd, paid } = turnOf(event)
  const opens = event.kind === 'FlowOpened'
  const knownRate = opens ? rate : (running?.rate ?? 0n)
  const knownEnd = running?.end ?? event.stamp.time
  if (rate !== knownRate) return ['rate', knownRate, rate]
  if (oldEnd !== knownEnd) return ['oldEnd', knownEnd, oldEnd]
  if (event.kind !== 'FlowClosed') {
    const fullHour = Math.floor(newEnd / HOUR) * HOUR
    if (newEnd !== fullHour) return ['newEnd', fullHour, newEnd]
    const cost = ceilDivide(flowing(rate, oldEnd, newEnd), INCOME)
    return paid === cost ? undefined : ['deposit', cost, paid]
  }
  const from = Math.max(newEnd, (running?.start ?? 0) + HOUR)
  const refund = flowing(rate, from, oldEnd) / INCOME
  return -paid === refund ? undefined : ['refund', refund, -paid]
}

/** Assumes: not negative. */
const ceilDivide = (value: bigint, by: bigint): bigint => (value + by - 1n) / by

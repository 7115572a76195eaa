import type { KeyEvent, LedgerEvent } from './ledger.ts'
import type { Address, Hex } from './words.ts'

export interface RequestFault {
  readonly kind: 'requestWrong'
  readonly account: Address
  readonly id: Hex
  /** `open`: whether such a request waited (1) or not (0). Times in Unix seconds, the rest in currency units. */
  readonly field: 'open' | 'deadline' | 'price' | 'fee' | 'amount'
  readonly expected: bigint
  readonly actual: bigint
}

interface Request {
  readonly deadline: number
  readonly price: bigint
  readonly fee: bigint
}

/** The key requests of one work that wait for delivery, and whether each was closed as it was opened. */
export class Requests {
  readonly #open = new Map<Hex, Request>()

  /** What is held for open requests, in currency units: nobody's income yet. */
  escrow(): bigint {
    let sum = 0n
    for (const { price, fee } of this.#open.values()) sum += price + fee
    return sum
  }

  /** What is wrong with the event; it is followed all the same. `before`: the event before it in the ledger. */
  apply(event: KeyEvent, before: LedgerEvent | undefined): RequestFault | undefined {
    const { id, buyer: account } = event
    const open = this.#open.get(id)
    if (event.kind === 'KeyRequested') this.#open.set(id, event)
    else this.#open.delete(id)
    const [field, expected, actual] = mismatch(event, open, before) ?? []
    return field && { kind: 'requestWrong', account, id, field, expected: expected!, actual: actual! }
  }
}

type Mismatch = readonly [RequestFault['field'], expected: bigint, actual: bigint]

function mismatch(event: KeyEvent, open: Request | undefined, before: LedgerEvent | undefined): Mismatch | undefined {
  if (event.kind === 'KeyRequested') return open && ['open', 0n, 1n]
  if (!open) return ['open', 1n, 0n]
  const { price, fee, deadline } = open
  const late = event.stamp.time > deadline
  if (late !== (event.kind === 'KeyRefunded')) return ['deadline', BigInt(deadline), BigInt(event.stamp.time)]
  if (event.kind === 'KeyRefunded')
    return event.amount === price + fee ? undefined : ['amount', price + fee, event.amount]
  if (event.fee !== fee) return ['fee', fee, event.fee]
  const paid = before?.kind === 'Paid' && before.payer === event.buyer ? before.amount : 0n
  return price === 0n || paid === price ? undefined : ['price', price, paid]
}

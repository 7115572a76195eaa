import type { Delivery } from '../../keys/serving/journal.ts'
import type { Status } from '../../keys/serving/keeper.ts'
import type { Refusal } from '../../keys/serving/refusal.ts'

/** Where a request stands, in a sentence. `now`: Unix ms. */
export function statusText(status: Status, now: number): string {
  switch (status.kind) {
    case 'checking':
      return 'Being checked.'
    case 'asks':
      return 'Checked and ready. Your wallet asks once.'
    case 'soon':
      return status.at > now + 1_000
        ? `Ready. Left to other key holders for ${Math.ceil((status.at - now) / 1_000)} s, so that not everybody answers at once.`
        : 'Ready.'
    case 'delivering':
      return 'Being handed over.'
    case 'refused':
      return status.refusal.sentence
  }
}

/** What it means to hand over a key against this refusal, in a sentence. */
export function consequenceOf({ kind }: Refusal): string {
  switch (kind) {
    case 'network':
      return 'If payments on this network are worth nothing, the key is given away for nothing, on every network it opens works on.'
    case 'copy':
      return 'If you made both the work and this copy of it, you lose nothing. Otherwise you hand over a key that its author may want to keep.'
    case 'unpaid':
      return 'You pay the difference this once. To have it done by itself, raise the limit below.'
    default:
      return 'The buyer gets the same answer either way.'
  }
}

interface StateWords {
  readonly label: string
  readonly tone: 'plain' | 'ok' | 'warning'
}

const stateWords: Readonly<Record<Delivery['state'], StateWords>> = {
  exposed: { label: 'Exposed', tone: 'warning' },
  delivered: { label: 'Handed over', tone: 'ok' },
  byOther: { label: 'Another was quicker', tone: 'plain' },
  refunded: { label: 'Paid back', tone: 'plain' },
}

/** What is only told by one RPC is not called done. */
export const wordsOfEnd = ({ state, told }: Delivery): StateWords =>
  told === undefined ? stateWords[state] : { label: 'Being confirmed', tone: 'plain' }

export const isDelivered = ({ state, told }: Delivery): boolean => state === 'delivered' && told === undefined

export interface Sum {
  readonly currency: Delivery['currency']
  readonly earned: bigint
}

/** What deliveries brought in each currency: delivery fees and own parts of prices. */
export function earnedBy(deliveries: readonly Delivery[]): Sum[] {
  const sums = new Map<Delivery['currency'], bigint>()
  for (const { fee, part, currency } of deliveries.filter(isDelivered))
    sums.set(currency, (sums.get(currency) ?? 0n) + fee + part)
  return [...sums].map(([currency, earned]) => ({ currency, earned }))
}

export const gasOf = (deliveries: readonly Delivery[]): bigint =>
  deliveries.reduce((sum, { gasPaid }) => sum + gasPaid, 0n)

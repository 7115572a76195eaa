import type { Delivery } from '../../keys/serving/journal.ts'
import type { Status } from '../../keys/serving/keeper.ts'

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

interface StateWords {
  readonly label: string
  readonly tone: 'plain' | 'ok' | 'warning'
}

export const stateWords: Readonly<Record<Delivery['state'], StateWords>> = {
  exposed: { label: 'Exposed', tone: 'warning' },
  delivered: { label: 'Handed over', tone: 'ok' },
  byOther: { label: 'Another was quicker', tone: 'plain' },
  refunded: { label: 'Paid back', tone: 'plain' },
}

export interface Sum {
  readonly currency: Delivery['currency']
  readonly earned: bigint
}

/** What deliveries brought in each currency: delivery fees and own parts of prices. */
export function earnedBy(deliveries: readonly Delivery[]): Sum[] {
  const sums = new Map<Delivery['currency'], bigint>()
  for (const { state, fee, part, currency } of deliveries)
    if (state === 'delivered') sums.set(currency, (sums.get(currency) ?? 0n) + fee + part)
  return [...sums].map(([currency, earned]) => ({ currency, earned }))
}

export const gasOf = (deliveries: readonly Delivery[]): bigint =>
  deliveries.reduce((sum, { gasPaid }) => sum + gasPaid, 0n)

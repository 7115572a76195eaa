import type { Money } from './csv.ts'

/** What one work adds to a sum. In 1e-16 of a currency unit; `claimed` is of whole units. */
export interface Summand {
  readonly currency: Money
  readonly opening: bigint
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
}

/** All of a holder's works in one currency. `opening + income − claimed = closing`, in 1e-16 of a currency unit. */
export interface Together<Part extends Summand> extends Summand {
  readonly parts: readonly Part[]
}

/** What several works brought one holder, added up per currency: what is in different currencies is never added. */
export function togetherOf<Part extends Summand>(all: readonly Part[]): Together<Part>[] {
  const groups = Map.groupBy(all, ({ currency }) => currency.address.toLowerCase())
  return [...groups.values()].map((parts) => {
    const sum = (key: 'opening' | 'income' | 'claimed' | 'closing') =>
      parts.reduce((total, part) => total + part[key], 0n)
    return {
      ...{ currency: parts[0]!.currency, parts },
      ...{ opening: sum('opening'), income: sum('income'), claimed: sum('claimed'), closing: sum('closing') },
    }
  })
}

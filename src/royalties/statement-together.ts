import type { Booked, Money } from './statement-csv.ts'

/** All of a holder's works in one currency. `opening + income − claimed = closing`, in 1e-16 of a currency unit. */
export interface Together {
  readonly currency: Money
  readonly parts: readonly Booked[]
  readonly opening: bigint
  readonly income: bigint
  readonly claimed: bigint
  readonly closing: bigint
}

/** Statements of several works for one holder, added up per currency: what is in different currencies is never added. */
export function togetherOf(booked: readonly Booked[]): Together[] {
  const groups = Map.groupBy(booked, ({ currency }) => currency.address.toLowerCase())
  return [...groups.values()].map((parts) => {
    const sum = (of: (part: Booked) => bigint) => parts.reduce((total, part) => total + of(part), 0n)
    return {
      ...{ currency: parts[0]!.currency, parts },
      opening: sum(({ statement }) => statement.opening),
      income: sum(({ statement }) => statement.income),
      claimed: sum(({ statement }) => statement.claimed),
      closing: sum(({ statement }) => statement.closing),
    }
  })
}

import { split, type Ask } from './split.ts'
import { ALL_UNITS, type Address, type WorkId } from './words.ts'

export interface HeldUnits {
  readonly account: Address
  /** Millionths of a share. */
  readonly units: bigint
}

/** An ancestor that is paid, with those who hold its shares. */
export interface PaidAncestor extends Ask {
  readonly holders: readonly HeldUnits[]
}

/** What one holder gets of one payment through one work. */
export interface PathPart {
  readonly work: WorkId
  readonly account: Address
  /** In 1e-8 of a currency unit. Rounds: down; what is left over is `fraction`. */
  readonly income: bigint
  /** The rest, in 1e-16 of a currency unit: kept for this holder by the contract, never lost. Below 1e8. */
  readonly fraction: bigint
}

/** One payment, as far as its way is concerned. `amount` in currency units. */
export interface RoutedPayment {
  readonly work: WorkId
  readonly amount: bigint
  readonly holders: readonly HeldUnits[]
  readonly ancestors: readonly PaidAncestor[]
}

/**
 * Where each part of a payment goes. Exact: Σ (income · 1e8 + fraction) = amount · 1e16, as long as every list of holders
 * is complete (100 shares). Parts of zero are left out.
 */
export function pathOf(
  work: WorkId,
  amount: bigint,
  holders: readonly HeldUnits[],
  ancestors: readonly PaidAncestor[],
): PathPart[] {
  const { own, parts } = split(amount, ancestors)
  const above = ancestors.flatMap((ancestor, i) => amongHolders(ancestor.work, parts[i]!.income, ancestor.holders))
  return [...amongHolders(work, own, holders), ...above]
}

/** The same for a batch: what one holder gets through one work stands together. */
export function pathOfAll(payments: readonly RoutedPayment[]): PathPart[] {
  const sums = new Map<string, PathPart>()
  for (const { work, amount, holders, ancestors } of payments) {
    for (const part of pathOf(work, amount, holders, ancestors)) {
      const key = `${part.work}/${part.account.toLowerCase()}`
      const before = sums.get(key)
      sums.set(key, before ? together(before, part) : part)
    }
  }
  return [...sums.values()]
}

/** Income of one work among its holders, by their units. */
export function amongHolders(work: WorkId, income: bigint, holders: readonly HeldUnits[]): PathPart[] {
  return holders
    .filter(({ units }) => units > 0n && income > 0n)
    .map(({ account, units }) => {
      const exact = income * units
      return { work, account, income: exact / ALL_UNITS, fraction: exact % ALL_UNITS }
    })
}

function together(a: PathPart, b: PathPart): PathPart {
  const fraction = a.fraction + b.fraction
  return { ...a, income: a.income + b.income + fraction / ALL_UNITS, fraction: fraction % ALL_UNITS }
}

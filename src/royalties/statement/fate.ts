/**
 * The way of money through balances: which claims paid out what an event brought, and what a claim was made of. A balance
 * does not mark its money; what came in first goes out first, and since a claim always takes every whole unit there is,
 * that is hardly ever a choice.
 */
import type { Claimed } from '../ledger.ts'
import { dueOf, PAYABLE, replay, type Entry, type WorkState } from '../replay.ts'
import type { Ask } from '../split.ts'
import type { Entries } from './statement.ts'
import type { Address } from '../words.ts'

/** Money in 1e-16 of a currency unit. */
export interface Payout<E extends Entry> {
  readonly claim: E
  readonly amount: bigint
}

/** What one holder got of one event. `income = Σ payouts + waiting`, exactly; in 1e-16 of a currency unit. */
export interface Fate<E extends Entry> {
  readonly account: Address
  /** Millionths of a share, at that moment. */
  readonly units: bigint
  readonly income: bigint
  readonly payouts: readonly Payout<E>[]
  /** Not paid out yet. */
  readonly waiting: bigint
}

/** A stretch of all that a balance ever got, from its first 1e-16 to its last. */
interface Stretch {
  readonly from: bigint
  readonly to: bigint
}

/**
 * What each holder got of the event with this sequence, and which claims paid it out; the largest part first. Empty for
 * an event that brought nothing at once.
 */
export function fatesOf<E extends Entry>(
  ancestors: readonly Ask[],
  entries: Entries<E>,
  sequence: number,
): readonly Fate<E>[] {
  const parts = new Map<Address, Stretch & { readonly units: bigint; readonly payouts: Payout<E>[] }>()
  replay(ancestors, entries, {
    happened: (entry, income, state) => {
      const { event } = entry
      if (event.stamp.sequence === sequence && income > 0n)
        for (const [account, holder] of state.holders) {
          const to = everOf(state, account)
          const from = to - income * holder.units
          if (to > from) parts.set(account, { from, to, units: holder.units, payouts: [] })
        }
      if (event.kind !== 'Claimed') return
      const part = parts.get(event.holder)
      const amount = part && overlap(part, paidBy(event, state))
      if (amount) part.payouts.push({ claim: entry as E, amount })
    },
  })
  const fates = [...parts].map(([account, { from, to, units, payouts }]) => ({
    ...{ account, units, income: to - from, payouts },
    waiting: payouts.reduce((rest, { amount }) => rest - amount, to - from),
  }))
  return fates.sort((a, b) => (a.income === b.income ? 0 : a.income < b.income ? 1 : -1))
}

/** One part of a claim. Money in 1e-16 of a currency unit. */
export interface Origin<E extends Entry> {
  /** What brought it; for what came by the second the event up to which it was counted, `undefined`: none since. */
  readonly entry: E | undefined
  readonly bySecond: boolean
  readonly amount: bigint
}

/** What the claim with this sequence was made of, the oldest first. The sum is the claim. Empty: it is no claim. */
export function originsOf<E extends Entry>(
  ancestors: readonly Ask[],
  entries: Entries<E>,
  sequence: number,
): readonly Origin<E>[] {
  const claim = entries.at(sequence - 1)?.event
  if (claim?.kind !== 'Claimed') return []
  const account = claim.holder
  const gains: (Stretch & { readonly entry: E | undefined; readonly bySecond: boolean })[] = []
  let ever = 0n
  let paid: Stretch = { from: 0n, to: 0n }
  const gain = (amount: bigint, entry: E | undefined, bySecond: boolean) => {
    if (amount > 0n) gains.push({ from: ever, to: (ever += amount), entry, bySecond })
  }
  let flowed = 0n
  replay(ancestors, upTo(entries, sequence), {
    flowed: (income, _, state) => (flowed += income * (state.holders.get(account)?.units ?? 0n)),
    happened: (entry, income, state) => {
      gain(flowed, entry as E, true)
      flowed = 0n
      gain(income * (state.holders.get(account)?.units ?? 0n), entry as E, false)
      if (entry.event.stamp.sequence === sequence) paid = paidBy(claim, state)
    },
  })
  return gains.flatMap(({ entry, bySecond, ...stretch }) => {
    const amount = overlap(stretch, paid)
    return amount > 0n ? [{ entry, bySecond, amount }] : []
  })
}

function* upTo<E extends Entry>(entries: Entries<E>, sequence: number): Generator<E> {
  for (const entry of entries) {
    if (entry.event.stamp.sequence > sequence) return
    yield entry
  }
}

/** All a balance ever got. */
function everOf({ holders, income }: WorkState, account: Address): bigint {
  const holder = holders.get(account)
  return holder ? dueOf(holder, income) + holder.claimed * PAYABLE : 0n
}

/** Of all the balance ever got, what this claim paid out. Assumes: `state` is that right after it. */
function paidBy({ holder, amount }: Claimed, { holders }: WorkState): Stretch {
  const to = (holders.get(holder)?.claimed ?? 0n) * PAYABLE
  return { from: to - amount * PAYABLE, to }
}

function overlap(a: Stretch, b: Stretch): bigint {
  const from = a.from > b.from ? a.from : b.from
  const to = a.to < b.to ? a.to : b.to
  return to > from ? to - from : 0n
}

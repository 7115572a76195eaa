/** What a listener's session wallet owes, has paid and may still spend: plain data, changed by the functions here only. */
import type { Problem } from '../chain/problems.ts'
import type { Address, Hex, WorkId } from '../royalties/words.ts'

/** Amounts in the smallest unit of `currency`. */
export interface Budget {
  readonly currency: Address
  /** All that was ever loaded for plays since the session was opened. */
  readonly cap: bigint
  /** Settled on chain. */
  readonly spent: bigint
  /** The listener was told that it is used up, and has not topped up since. */
  readonly told: boolean
}

/** Plays of one work at one price. */
export interface Plays {
  readonly work: WorkId
  readonly currency: Address
  /** For one play, as the listener saw it. */
  readonly price: bigint
  readonly plays: number
  /** Unix ms of the first of them. */
  readonly since: number
}

/** One transaction that pays plays; written down before anything is signed. */
export interface Settlement {
  /** Its reference on chain. */
  readonly id: Hex
  readonly currency: Address
  readonly items: readonly Plays[]
  /** The purse that pays it: what became of it is never judged by another. */
  readonly purse: Address
  /** The purse's number before it, and the block: where to look for it. */
  readonly nonce: number
  readonly block: bigint
  /** Unix ms. */
  readonly at: number
}

export type Reason =
  | { readonly kind: 'dearer'; readonly now: bigint }
  | { readonly kind: 'notOffered' }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** Plays that could not be paid as they were heard; the listener decides. */
export interface Aside extends Plays {
  readonly reason: Reason
}

export interface Settled {
  readonly id: Hex
  readonly currency: Address
  readonly hash: Hex
  readonly amount: bigint
  readonly plays: number
  readonly at: number
}

/** Money on its way into the purse: written down before the wallet is asked. */
export interface Loading {
  /** Also of the wallet's transaction that brings it. */
  readonly id: string
  readonly currency: Address
  /** What plays may cost of it. */
  readonly cap: bigint
  /** What the transaction brings of the currency: the cap, and where it is native what is for fees. */
  readonly amount: bigint
  /** What the purse had of it before. */
  readonly before: bigint
  /** Unix ms. */
  readonly at: number
}

/** Plays that a licence brings: written down before it is paid, heard for nothing once its key was delivered. */
export interface Prepaid {
  /** The licence's request for its key. Left out in books of an earlier version: those plays were paid when they came in. */
  readonly request?: Hex
  readonly work: WorkId
  /** Not heard yet. */
  readonly plays: number
}

export interface Books {
  readonly purse: Address | undefined
  readonly budgets: readonly Budget[]
  readonly heard: readonly Plays[]
  readonly settlements: readonly Settlement[]
  readonly aside: readonly Aside[]
  /** Newest first. */
  readonly settled: readonly Settled[]
  readonly loading: readonly Loading[]
  readonly prepaid: readonly Prepaid[]
  /** Everything is being sent back: written down before the first of it leaves. */
  readonly returning?: boolean
}

export const EMPTY: Books = {
  purse: undefined,
  budgets: [],
  heard: [],
  settlements: [],
  aside: [],
  settled: [],
  loading: [],
  prepaid: [],
}

export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
export const amountOf = (items: readonly Pick<Plays, 'price' | 'plays'>[]): bigint =>
  items.reduce((sum, { price, plays }) => sum + price * BigInt(plays), 0n)
export const playsOf = (items: readonly Pick<Plays, 'plays'>[]): number =>
  items.reduce((sum, { plays }) => sum + plays, 0)

const inCurrency = <T extends { currency: Address }>(items: readonly T[], currency: Address) =>
  items.filter((item) => same(item.currency, currency))

export const budgetOf = ({ budgets }: Books, currency: Address): Budget | undefined => inCurrency(budgets, currency)[0]
export const heardIn = ({ heard }: Books, currency: Address): readonly Plays[] => inCurrency(heard, currency)

/** What is owed in one currency: heard, or on its way. */
export const unsettled = (books: Books, currency: Address): bigint =>
  amountOf(heardIn(books, currency)) +
  inCurrency(books.settlements, currency).reduce((sum, { items }) => sum + amountOf(items), 0n)

/** What further plays may cost. Never negative. */
export function rest(books: Books, currency: Address): bigint {
  const budget = budgetOf(books, currency)
  const left = budget ? budget.cap - budget.spent - unsettled(books, currency) : 0n
  return left > 0n ? left : 0n
}

/** Adds plays to those of the same work and price. */
export function joined(items: readonly Plays[], more: Plays): readonly Plays[] {
  const fits = (item: Plays) =>
    item.work === more.work && item.price === more.price && same(item.currency, more.currency)
  if (!items.some(fits)) return [...items, more]
  return items.map((item) =>
    fits(item) ? { ...item, plays: item.plays + more.plays, since: Math.min(item.since, more.since) } : item,
  )
}

const withBudget = (books: Books, currency: Address, change: (budget: Budget) => Budget): Books => ({
  ...books,
  budgets: books.budgets.map((budget) => (same(budget.currency, currency) ? change(budget) : budget)),
})

/** Money has arrived: the cap grows by it. */
export function load(books: Books, currency: Address, cap: bigint): Books {
  const opened = budgetOf(books, currency)
    ? books
    : { ...books, budgets: [...books.budgets, { currency, cap: 0n, spent: 0n, told: false }] }
  return withBudget(opened, currency, (budget) => ({ ...budget, cap: budget.cap + cap, told: false }))
}

export type Outcome = 'booked' | 'prepaid' | 'usedUp' | 'usedUpAgain' | 'noBudget'

/**
 * A play was heard. `delivered`: the requests whose keys came, so that their plays are paid. `usedUp`: the rest is too
 * small, and the listener has not been told of it since the last load.
 */
export function hear(
  books: Books,
  play: Omit<Plays, 'plays'>,
  delivered: ReadonlySet<Hex> = new Set(),
): { books: Books; outcome: Outcome } {
  const paid = books.prepaid.find(
    ({ request, work, plays }) => work === play.work && plays > 0 && (!request || delivered.has(request)),
  )
  if (paid) {
    const prepaid = books.prepaid.map((each) => (each === paid ? { ...paid, plays: paid.plays - 1 } : each))
    return { books: { ...books, prepaid }, outcome: 'prepaid' }
  }
  const budget = budgetOf(books, play.currency)
  if (!budget) return { books, outcome: 'noBudget' }
  if (play.price <= rest(books, play.currency))
    return { books: { ...books, heard: joined(books.heard, { ...play, plays: 1 }) }, outcome: 'booked' }
  if (budget.told) return { books, outcome: 'usedUpAgain' }
  return { books: withBudget(books, play.currency, (each) => ({ ...each, told: true })), outcome: 'usedUp' }
}

/** One line for each request, kept when its plays are heard: it never brings them a second time. */
export const prepay = (books: Books, prepaid: Required<Prepaid>): Books => ({
  ...books,
  prepaid: [...books.prepaid.filter(({ request }) => request !== prepaid.request), prepaid],
})

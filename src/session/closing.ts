/** From plays heard to plays paid: the changes of the books around a settlement. */
import { Usage, type Address, type Hex, type WorkId } from '../royalties/words.ts'
import type { Work } from '../chain/tributary.ts'
import {
  amountOf,
  budgetOf,
  heardIn,
  joined,
  playsOf,
  rest,
  same,
  type Aside,
  type Books,
  type Plays,
  type Reason,
  type Settlement,
} from './books.ts'

/** More items than this go into a second transaction. */
export const ITEMS = 50
const SETTLED_KEPT = 30

/** Of one play, in the smallest unit of the work's currency. `undefined`: playing is not offered. */
export const playPriceOf = (work: Pick<Work, 'offers'> | undefined): bigint | undefined =>
  work?.offers.find(({ usage }) => usage === Usage.Play)?.price

export interface Sorted {
  readonly fitting: readonly Plays[]
  readonly aside: readonly Aside[]
}

/**
 * Holds what was heard against the offers of now. What became cheaper is paid at the new price, what became free not at
 * all; what became dearer than it was when it was heard is never paid without asking.
 */
function sortByPrice(items: readonly Plays[], works: ReadonlyMap<WorkId, Pick<Work, 'offers'>>): Sorted {
  let fitting: readonly Plays[] = []
  const aside: Aside[] = []
  for (const item of items) {
    const now = playPriceOf(works.get(item.work))
    if (now === undefined) aside.push({ ...item, reason: { kind: 'notOffered' } })
    else if (now > item.price) aside.push({ ...item, reason: { kind: 'dearer', now } })
    else if (now > 0n) fitting = joined(fitting, { ...item, price: now })
  }
  return { fitting, aside }
}

/** Write-ahead: what a settlement pays leaves `heard` in the same step in which the settlement is kept. */
export function begin(
  books: Books,
  settlement: Omit<Settlement, 'items'>,
  works: ReadonlyMap<WorkId, Pick<Work, 'offers'>>,
): Books {
  const mine = heardIn(books, settlement.currency).filter(({ work }) => works.has(work))
  const { fitting, aside } = sortByPrice(mine, works)
  const items = fitting.slice(0, ITEMS)
  const settlements = items.length > 0 ? [...books.settlements, { ...settlement, items }] : books.settlements
  const heard = [...books.heard.filter((item) => !mine.includes(item)), ...fitting.slice(ITEMS)]
  return { ...books, heard, settlements, aside: aside.reduce(besides, books.aside) }
}

const settlementOf = ({ settlements }: Books, id: Hex) => settlements.find((each) => each.id === id)
const without = ({ settlements }: Books, id: Hex) => settlements.filter((each) => each.id !== id)

/** The chain has it. Changes nothing the second time. */
export function end(books: Books, id: Hex, hash: Hex, at: number): Books {
  const settlement = settlementOf(books, id)
  if (!settlement) return books
  const { currency, items } = settlement
  const amount = amountOf(items)
  const entry = { id, currency, hash, amount, plays: playsOf(items), at }
  return {
    ...books,
    settlements: without(books, id),
    settled: [entry, ...books.settled].slice(0, SETTLED_KEPT),
    budgets: books.budgets.map((budget) =>
      same(budget.currency, currency) ? { ...budget, spent: budget.spent + amount } : budget,
    ),
  }
}

/** It will never be on the chain: its plays are owed again. */
export function release(books: Books, id: Hex): Books {
  const items = settlementOf(books, id)?.items ?? []
  return { ...books, settlements: without(books, id), heard: items.reduce(joined, books.heard) }
}

/** The number it will have, once it is known; written down before it is signed. */
export const numbered = (books: Books, id: Hex, nonce: number): Books => ({
  ...books,
  settlements: books.settlements.map((each) => (each.id === id ? { ...each, nonce } : each)),
})

/** Takes items out of a settlement that has not been signed, each with its reason. */
export function isolate(books: Books, id: Hex, bad: ReadonlyMap<Plays, Reason>): Books {
  const settlement = settlementOf(books, id)
  if (!settlement) return books
  const reasonOf = (item: Plays) => [...bad].find(([each]) => each.work === item.work && each.price === item.price)?.[1]
  const items = settlement.items.filter((item) => !reasonOf(item))
  const aside = settlement.items.flatMap((item) => {
    const reason = reasonOf(item)
    return reason ? [{ ...item, reason }] : []
  })
  return {
    ...books,
    settlements:
      items.length > 0
        ? books.settlements.map((each) => (each.id === id ? { ...each, items } : each))
        : without(books, id),
    aside: aside.reduce(besides, books.aside),
  }
}

/** Leaves the first half in a settlement that has not been signed; the others are owed as before. */
export function halve(books: Books, id: Hex): Books {
  const items = settlementOf(books, id)?.items ?? []
  const half = Math.ceil(items.length / 2)
  return {
    ...books,
    settlements: books.settlements.map((each) => (each.id === id ? { ...each, items: items.slice(0, half) } : each)),
    heard: items.slice(half).reduce(joined, books.heard),
  }
}

/** One line for one work and price, with the newest reason. */
function besides(all: readonly Aside[], one: Aside): readonly Aside[] {
  const fits = (each: Aside) => each.work === one.work && each.price === one.price && same(each.currency, one.currency)
  const before = all.find(fits)
  return [...all.filter((each) => each !== before), { ...one, plays: one.plays + (before?.plays ?? 0) }]
}

/** The listener pays the new price, or tries again. Unchanged where the rest does not suffice. */
export function accept(books: Books, item: Aside): Books {
  const price = item.reason.kind === 'dearer' ? item.reason.now : item.price
  const { work, currency, plays, since } = item
  if (price * BigInt(plays) > rest(books, currency)) return books
  return { ...drop(books, item), heard: joined(books.heard, { work, currency, price, plays, since }) }
}

export const drop = (books: Books, item: Aside): Books => ({
  ...books,
  aside: books.aside.filter(
    (each) => !(each.work === item.work && each.price === item.price && same(each.currency, item.currency)),
  ),
})

/** After the rest was sent back. What is still owed stays known; it is paid by the wallet then. */
export const close = (books: Books, currency: Address): Books => ({
  ...books,
  budgets: books.budgets.filter((budget) => !same(budget.currency, currency)),
})

/**
 * After sending back ended midway, with the tab or with a problem: what the purse no longer holds is not offered for plays
 * any more. What was heard stays owed. `held`: read after the last attempt.
 */
export const returned = (books: Books, held: ReadonlyMap<Address, bigint>): Books => ({
  ...books,
  returning: false,
  budgets: books.returning
    ? books.budgets.filter(({ currency }) => (held.get(currency) ?? 0n) >= rest(books, currency))
    : books.budgets,
})

/** Closes every budget. `left`: the plays that nobody settles any more, for the wallet to pay. */
export function closeAll(books: Books): { books: Books; left: readonly Plays[] } {
  const closed = books.budgets.reduce((before, { currency }) => close(before, currency), books)
  return { books: { ...closed, heard: [], aside: [], returning: false }, left: [...books.heard, ...books.aside] }
}

/** Hands over play by play; returns those that were not taken. */
export function handOver(left: readonly Plays[], take: (work: WorkId) => boolean): Plays[] {
  return left.flatMap(({ work, currency, price, since, plays: all }) => {
    let plays = all
    while (plays > 0 && take(work)) plays--
    return plays > 0 ? [{ work, currency, price, since, plays }] : []
  })
}

/** When plays are settled without being asked to. */
export const THRESHOLDS = { plays: 25, minutes: 60, partOfCap: 2n } as const

/** Why the plays of a currency are to be settled now, if they are. A clock that was set back must not put it off. */
export function due(books: Books, currency: Address, now: number): 'plays' | 'amount' | 'time' | undefined {
  const heard = heardIn(books, currency)
  const budget = budgetOf(books, currency)
  if (heard.length === 0 || !budget) return undefined
  if (playsOf(heard) >= THRESHOLDS.plays || heard.length >= ITEMS) return 'plays'
  if (amountOf(heard) * THRESHOLDS.partOfCap >= budget.cap) return 'amount'
  return heard.some(({ since }) => Math.abs(now - since) >= THRESHOLDS.minutes * 60_000) ? 'time' : undefined
}

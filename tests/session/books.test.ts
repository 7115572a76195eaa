import { describe, expect, test } from 'vitest'
import { NATIVE, Usage, workId, type Address, type Hex } from '../../src/royalties/words.ts'
import * as books from '../../src/session/books.ts'
import * as closing from '../../src/session/closing.ts'
import { dice } from './dice.ts'

const TOKEN: Address = '0x00000000000000000000000000000000000000aa'
const play = (work: number, price = 10n, currency: Address = NATIVE, since = 0) => ({
  work: workId(work),
  price,
  currency,
  since,
})
const offers = (prices: Record<number, bigint | undefined>) =>
  new Map(
    Object.entries(prices).map(([work, price]) => [
      workId(Number(work)),
      { offers: price === undefined ? [] : [{ usage: Usage.Play, bringsKey: false, price }] },
    ]),
  )
const id = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const begin = (now: books.Books, prices: Record<number, bigint | undefined>, n = 1, currency: Address = NATIVE) =>
  closing.begin(now, { id: id(n), purse: TOKEN, currency, nonce: 0, block: 0n, at: 0 }, offers(prices))
const heard = (now: books.Books, ...plays: ReturnType<typeof play>[]) =>
  plays.reduce((before, each) => books.hear(before, each).books, now)
const loaded = books.load(books.EMPTY, NATIVE, 100n)

describe('a session', () => {
  test('plays of a work at one price are one item, and the rest shrinks', () => {
    const now = heard(loaded, play(1), play(2, 5n), play(1))
    expect(now.heard).toMatchObject([
      { work: 1n, plays: 2 },
      { work: 2n, plays: 1 },
    ])
    expect(books.unsettled(now, NATIVE)).toBe(25n)
    expect(books.rest(now, NATIVE)).toBe(75n)
  })

  test('used up: is said once, and again only after a top-up', () => {
    const outcomes = (now: books.Books, n: number) => {
      const said: books.Outcome[] = []
      for (let i = 0; i < n; i++) {
        const one = books.hear(now, play(1, 40n))
        now = one.books
        said.push(one.outcome)
      }
      return { said, now }
    }
    const { said, now } = outcomes(loaded, 5)
    expect(said).toEqual(['booked', 'booked', 'usedUp', 'usedUpAgain', 'usedUpAgain'])
    expect(outcomes(books.load(now, NATIVE, 20n), 3).said).toEqual(['booked', 'usedUp', 'usedUpAgain'])
    expect(books.hear(loaded, play(1, 10n, TOKEN)).outcome).toBe('noBudget')
    // A cheaper work still fits after a dearer one did not.
    expect(books.hear(now, play(2, 20n)).outcome).toBe('booked')
  })

  test('a play that came with a licence is heard for nothing, once, and only when its key was delivered', () => {
    const licence = { request: id(7), work: workId(1), plays: 1 }
    const bought = books.prepay(loaded, licence)
    const delivered = new Set([id(7), id(8)])
    expect(books.hear(bought, play(1)).outcome).toBe('booked')
    expect(books.hear(bought, play(1), new Set([id(8)])).outcome).toBe('booked')
    expect(books.hear(bought, play(2), delivered).outcome).toBe('booked')
    const first = books.hear(bought, play(1), delivered)
    expect([first.outcome, books.hear(first.books, play(1), delivered).outcome]).toEqual(['prepaid', 'booked'])
    expect(books.unsettled(first.books, NATIVE)).toBe(0n)
  })

  test('a licence written down twice, because its tab was closed midway, brings its plays once', () => {
    const licence = { request: id(7), work: workId(1), plays: 2 }
    let now = books.prepay(books.prepay(loaded, licence), licence)
    const heardFor = (n: number) =>
      Array.from({ length: n }, () => {
        const { books: after, outcome } = books.hear(now, play(1), new Set([id(7)]))
        now = after
        return outcome
      })
    expect(heardFor(3)).toEqual(['prepaid', 'prepaid', 'booked'])
  })

  test('what became cheaper is paid cheaper, what became dearer or vanished waits for the listener', () => {
    const now = begin(heard(loaded, play(1), play(2), play(3), play(4), play(5)), {
      1: 10n,
      2: 7n,
      3: 11n,
      4: undefined,
      5: 0n,
    })
    expect(now.settlements[0]!.items).toMatchObject([
      { work: 1n, price: 10n },
      { work: 2n, price: 7n },
    ])
    expect(now.aside).toMatchObject([
      { work: 3n, reason: { kind: 'dearer', now: 11n } },
      { work: 4n, reason: { kind: 'notOffered' } },
    ])
    expect(now.heard).toEqual([])
    const accepted = closing.accept(now, now.aside[0]!)
    expect(accepted.heard).toMatchObject([{ work: 3n, price: 11n, plays: 1 }])
    expect(closing.drop(accepted, now.aside[1]!).aside).toEqual([])
    const poor = { ...now, aside: [{ ...now.aside[0]!, reason: { kind: 'dearer', now: 1000n } as const }] }
    expect(closing.accept(poor, poor.aside[0]!)).toBe(poor)
  })

  test('plays heard at two prices become one item where both may be paid the same', () => {
    const now = begin(heard(loaded, play(1, 10n), play(1, 12n)), { 1: 9n })
    expect(now.settlements[0]!.items).toMatchObject([{ work: 1n, price: 9n, plays: 2 }])
  })

  test('more works than fit into one transaction wait for the next', () => {
    let now = books.load(books.EMPTY, NATIVE, 10_000n)
    const prices: Record<number, bigint> = {}
    for (let work = 1; work <= 120; work++) {
      now = heard(now, play(work))
      prices[work] = 10n
    }
    now = begin(now, prices)
    expect(now.settlements[0]!.items).toHaveLength(closing.ITEMS)
    expect(now.heard).toHaveLength(120 - closing.ITEMS)
  })

  test('is settled by itself after many plays, half of the cap, or an hour', () => {
    const due = (now: books.Books, at = 0) => closing.due(now, NATIVE, at)
    expect(due(heard(loaded, play(1)))).toBeUndefined()
    expect(due(heard(loaded, play(1, 50n)))).toBe('amount')
    expect(due(heard(loaded, play(1)), 3_600_000)).toBe('time')
    const rich = books.load(books.EMPTY, NATIVE, 10_000n)
    expect(due(heard(rich, ...Array.from({ length: 25 }, () => play(1))))).toBe('plays')
    expect(due(loaded, 3_600_000)).toBeUndefined()
  })
})

test('closing all takes heard and waiting plays out in one step, and what is not taken over is not lost', () => {
  const now = begin(heard(loaded, play(1), play(1), play(2), play(3)), { 2: undefined, 3: 10n })
  const later = heard(now, play(4), play(4))
  const { books: closed, left } = closing.closeAll(later)
  expect(closed).toMatchObject({ heard: [], aside: [], budgets: [], settlements: later.settlements })
  expect(left.map(({ work, plays }) => [Number(work), plays])).toEqual([
    [1, 2],
    [4, 2],
    [2, 1],
  ])
  let room = 3
  const taken: number[] = []
  const kept = closing.handOver(left, (work) => room-- > 0 && taken.push(Number(work)) > 0)
  expect(taken).toEqual([1, 1, 4])
  expect(kept.map(({ work, plays }) => [Number(work), plays])).toEqual([
    [4, 1],
    [2, 1],
  ])
  expect(closing.handOver(left, () => true)).toEqual([])
})

test('sending back that ended midway offers no money that is gone, and forgets nothing that was heard', () => {
  const now = { ...heard(books.load(loaded, TOKEN, 50n), play(1), play(2, 5n, TOKEN)), returning: true }
  const gone = closing.returned(now, new Map([[NATIVE, 3n]]))
  expect(gone).toMatchObject({ budgets: [], heard: [{ work: 1n }, { work: 2n }], returning: false })
  const half = closing.returned(now, new Map([[NATIVE, 200n]]))
  expect(half.budgets.map(({ currency }) => currency)).toEqual([NATIVE])
  expect(closing.returned({ ...now, returning: false }, new Map()).budgets).toHaveLength(2)
  expect(closing.closeAll(now).books.returning).toBe(false)
})

test('over random sessions no play is lost or paid twice, and the cap holds', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { below, one } = dice(seed)
    let now = books.EMPTY
    let [booked, paid, dropped, next] = [0, 0, 0, 1]
    const currencies = [NATIVE, TOKEN]
    for (let step = 0; step < 150; step++) {
      const currency = one(currencies)
      const open = one(now.settlements.length > 0 ? now.settlements : [undefined])
      const waiting = one(now.aside.length > 0 ? now.aside : [undefined])
      switch (
        one([
          'load',
          'hear',
          'hear',
          'hear',
          'hear',
          'begin',
          'end',
          'end again',
          'release',
          'isolate',
          'accept',
          'drop',
        ])
      ) {
        case 'load':
          now = books.load(now, currency, BigInt(below(200)))
          break
        case 'hear': {
          const { books: after, outcome } = books.hear(now, play(1 + below(5), BigInt(1 + below(20)), currency))
          if (outcome === 'booked') booked++
          now = after
          break
        }
        case 'begin': {
          // Never free here: a free play leaves the books by right and would have to be told apart.
          const prices = Object.fromEntries(
            [1, 2, 3, 4, 5].map((n) => [n, below(8) ? BigInt(1 + below(20)) : undefined]),
          )
          now = begin(now, prices, next++, currency)
          break
        }
        case 'end':
          if (open) paid += books.playsOf(open.items)
          if (open) now = closing.end(now, open.id, id(0), 0)
          break
        case 'end again': {
          const done = one(now.settled.length > 0 ? now.settled : [undefined])
          if (done) expect(closing.end(now, done.id, id(0), 0)).toBe(now)
          break
        }
        case 'release':
          if (open) now = closing.release(now, open.id)
          break
        case 'isolate':
          if (open) now = closing.isolate(now, open.id, new Map([[one(open.items), { kind: 'notOffered' }]]))
          break
        case 'accept':
          if (waiting) now = closing.accept(now, waiting)
          break
        case 'drop':
          if (waiting) dropped += waiting.plays
          if (waiting) now = closing.drop(now, waiting)
      }
      const owed = books.playsOf(now.heard) + now.settlements.reduce((sum, { items }) => sum + books.playsOf(items), 0)
      expect(owed + books.playsOf(now.aside) + paid + dropped).toBe(booked)
      for (const each of currencies) {
        const { cap, spent } = books.budgetOf(now, each) ?? { cap: 0n, spent: 0n }
        expect(spent + books.unsettled(now, each)).toBeLessThanOrEqual(cap)
        expect(books.rest(now, each)).toBe(cap - spent - books.unsettled(now, each))
      }
    }
  }
})

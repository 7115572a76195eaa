import { expect, test } from 'vitest'
import { PAYABLE, replay, type Entry } from '../../src/royalties/replay.ts'
import { fatesOf, originsOf } from '../../src/royalties/statement/fate.ts'
import { ALL_UNITS, INCOME, NATIVE, SHARE, workId, type Address } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'
import { account, claimed, honest, ledger, moved, opened, paid, type Logged } from './books.ts'

const [ada, bela] = [account(1), account(2)]
const exact = (units: bigint) => units * PAYABLE
const root = { work: workId(2), royalty: 1_000 }

test('a payment is followed to the claims that paid it out, and a claim back to the payments', () => {
  const entries = ledger([
    [10, moved(NATIVE, ada, 60n * SHARE)],
    [10, moved(NATIVE, bela, 40n * SHARE)],
    [20, paid(100n)],
    [30, claimed(ada, 60n)],
    [40, moved(ada, bela, 10n * SHARE)],
    [50, paid(10n)],
    [60, claimed(bela, 45n)],
  ])
  const told = (sequence: number) =>
    fatesOf([], entries, sequence).map(({ account: who, income, payouts, waiting }) => ({
      ...{ who, income, waiting },
      payouts: payouts.map(({ claim, amount }) => [claim.event.stamp.sequence, amount]),
    }))
  expect(told(3)).toEqual([
    { who: ada, income: exact(60n), waiting: 0n, payouts: [[4, exact(60n)]] },
    { who: bela, income: exact(40n), waiting: 0n, payouts: [[7, exact(40n)]] },
  ])
  expect(told(6)).toEqual([
    { who: ada, income: exact(5n), waiting: exact(5n), payouts: [] },
    { who: bela, income: exact(5n), waiting: 0n, payouts: [[7, exact(5n)]] },
  ])
  const origins = originsOf([], entries, 7).map(({ entry, amount }) => [entry?.event.stamp.sequence, amount])
  expect(origins).toEqual([
    [3, exact(40n)],
    [6, exact(5n)],
  ])
  expect(originsOf([], entries, 6)).toEqual([])
})

test('what came by the second is told apart from what came at once', () => {
  const entries = ledger([
    [100, moved(NATIVE, ada, ALL_UNITS)],
    [100, opened(bela, INCOME, 7_200, 100)],
    [150, claimed(ada, 50n)],
  ])
  expect(originsOf([], entries, 3)).toEqual([{ entry: entries[2], bySecond: true, amount: exact(50n) }])
})

test('the last fraction of a unit of one payment goes out with the next claim', () => {
  const entries = ledger([
    [10, moved(NATIVE, ada, ALL_UNITS / 3n)],
    [10, moved(NATIVE, bela, ALL_UNITS - ALL_UNITS / 3n)],
    [20, paid(10n)],
    [30, claimed(ada, 3n)],
    [40, paid(100n)],
    [50, claimed(ada, 33n)],
  ])
  const [, fate] = fatesOf([], entries, 3)
  expect(fate!.account).toBe(ada)
  expect(fate!.payouts.map(({ claim }) => claim.event.stamp.sequence)).toEqual([4, 6])
  expect(fate!.payouts.reduce((sum, { amount }) => sum + amount, fate!.waiting)).toBe(fate!.income)
})

/** One parcel for each gain, as somebody would do it with coins and envelopes: the oldest is opened first. */
function byHand(entries: readonly Logged[], holder: Address) {
  const parcels: { sequence: number; bySecond: boolean; left: bigint }[] = []
  const out: { gain: number; bySecond: boolean; claim: number; amount: bigint }[] = []
  const gain = (entry: Entry, income: bigint, units: bigint, bySecond: boolean) =>
    parcels.push({ sequence: entry.event.stamp.sequence, bySecond, left: income * units })
  let flowed = 0n
  replay([root], entries, {
    flowed: (income, _, { holders }) => (flowed += income * (holders.get(holder)?.units ?? 0n)),
    happened: (entry, income, { holders }) => {
      gain(entry, 1n, flowed, true)
      flowed = 0n
      gain(entry, income, holders.get(holder)?.units ?? 0n, false)
      if (entry.event.kind !== 'Claimed' || entry.event.holder !== holder) return
      for (let rest = exact(entry.event.amount); rest > 0n;) {
        const parcel = parcels.find(({ left }) => left > 0n)!
        const amount = parcel.left < rest ? parcel.left : rest
        parcel.left -= amount
        rest -= amount
        out.push({ gain: parcel.sequence, bySecond: parcel.bySecond, claim: entry.event.stamp.sequence, amount })
      }
    },
  })
  return out
}

test('in any history the two directions agree with parcels opened one by one', () => {
  const roll = dice(8)
  let claims = 0
  for (let run = 0; run < 60; run++) {
    const entries = honest(roll, [root])
    for (const holder of [1, 2, 3, 4].map(account)) {
      const parcels = byHand(entries, holder)
      for (const { event } of entries) {
        const { sequence } = event.stamp
        const own = fatesOf([root], entries, sequence).find(({ account: who }) => who === holder)
        const payouts = (own?.payouts ?? []).map(({ claim, amount }) => [claim.event.stamp.sequence, amount])
        const expected = parcels.filter(({ gain, bySecond }) => gain === sequence && !bySecond)
        expect(payouts).toEqual(expected.map(({ claim, amount }) => [claim, amount]))
        if (event.kind !== 'Claimed' || event.holder !== holder) continue
        claims += 1
        const origins = originsOf([root], entries, sequence)
        expect(origins.map(({ entry, bySecond, amount }) => [entry?.event.stamp.sequence, bySecond, amount])).toEqual(
          parcels
            .filter(({ claim }) => claim === sequence)
            .map(({ gain, bySecond, amount }) => [gain, bySecond, amount]),
        )
        expect(origins.reduce((sum, { amount }) => sum + amount, 0n)).toBe(exact(event.amount))
      }
    }
  }
  expect(claims).toBeGreaterThan(100)
})

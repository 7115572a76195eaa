/** What happened in the twelve days before today, so that the ledger has something to tell. In this order. Nobody owns
 * everything: Fay still has songs to buy. */
import type { PersonId } from './works.ts'
import type { UsageName } from '../../royalties/words.ts'

export interface Item {
  readonly work: string
  readonly usage: UsageName
  readonly units: number
  /** Of a tip, in whole currency; everything else costs its price. */
  readonly tip?: string
}

export type Deed =
  | { readonly do: 'publish'; readonly work: string }
  | { readonly do: 'pay'; readonly items: readonly Item[] }
  | { readonly do: 'openSale'; readonly work: string }
  | { readonly do: 'list'; readonly work: string; readonly shares: number; readonly price: string }
  | { readonly do: 'buy'; readonly work: string; readonly from: PersonId; readonly shares: number }
  | { readonly do: 'give'; readonly work: string; readonly to: PersonId; readonly shares: number }
  /** By the second, for some days from that day on. */
  | { readonly do: 'flow'; readonly work: string; readonly perDay: string; readonly days: number }
  | { readonly do: 'claim'; readonly works: readonly string[] }

export interface Moment {
  readonly daysAgo: number
  readonly who: PersonId
  readonly deed: Deed
}

const publish = (daysAgo: number, who: PersonId, work: string): Moment => ({
  daysAgo,
  who,
  deed: { do: 'publish', work },
})
const pay = (daysAgo: number, who: PersonId, ...items: Item[]): Moment => ({ daysAgo, who, deed: { do: 'pay', items } })
const some =
  (usage: UsageName) =>
  (work: string, units = 1): Item => ({ work, usage, units })
const plays = some('Play')
const download = some('Download')
const infer = some('Infer')
const tip = (work: string, amount: string): Item => ({ work, usage: 'Tip', units: 1, tip: amount })

export const HISTORY: readonly Moment[] = [
  publish(11.9, 'ada', 'spring-water'),
  publish(11.6, 'bela', 'night-ferry'),
  pay(11.2, 'fay', plays('spring-water', 6), plays('night-ferry', 3)),
  publish(11, 'ada', 'meander'),
  publish(10.5, 'dora', 'rivers'),
  pay(10.2, 'gus', plays('night-ferry', 12), plays('meander', 2)),
  publish(9.8, 'dora', 'ferrymans-ledger'),
  publish(9.1, 'chidi', 'gauge'),
  pay(8.7, 'fay', download('rivers')),
  pay(8.6, 'hana', download('ferrymans-ledger')),
  publish(8.2, 'bela', 'where-they-meet'),
  pay(7.7, 'gus', plays('where-they-meet', 25)),
  pay(7.4, 'hana', some('Train')('gauge')),
  publish(7, 'hana', 'flood-tomorrow'),
  publish(6.2, 'emre', 'running-light'),
  pay(6, 'fay', plays('running-light', 4), plays('night-ferry', 10), plays('spring-water', 5)),
  { daysAgo: 5.5, who: 'ada', deed: { do: 'openSale', work: 'spring-water' } },
  { daysAgo: 5.5, who: 'ada', deed: { do: 'list', work: 'spring-water', shares: 20, price: '0.01' } },
  pay(5, 'chidi', infer('flood-tomorrow', 200)),
  { daysAgo: 4.6, who: 'fay', deed: { do: 'buy', work: 'spring-water', from: 'ada', shares: 3 } },
  pay(4, 'gus', plays('spring-water', 30), tip('spring-water', '0.01')),
  { daysAgo: 3.5, who: 'bela', deed: { do: 'give', work: 'where-they-meet', to: 'gus', shares: 5 } },
  pay(3, 'emre', download('where-they-meet'), download('spring-water')),
  { daysAgo: 2.4, who: 'ada', deed: { do: 'claim', works: ['spring-water', 'meander', 'night-ferry'] } },
  { daysAgo: 2, who: 'hana', deed: { do: 'flow', work: 'running-light', perDay: '0.004', days: 60 } },
  pay(1.8, 'dora', infer('flood-tomorrow', 35)),
  pay(1.1, 'fay', plays('night-ferry', 8), plays('spring-water', 8)),
  pay(0.3, 'gus', tip('running-light', '0.005')),
]

import { HOUR } from '../../royalties/flows.ts'
import type { WorkId } from '../../royalties/words.ts'
import { numberSlot } from '../trie/slots.ts'
import { bitsOf, type Hot, type RunningThen } from './packed.ts'
import type { Words } from './words.ts'

/** What the contract's views say of a work at some second, from its storage alone. In 1e-8 of a currency unit. */
export interface Flowing {
  readonly income: bigint
  /** For later seconds. */
  readonly prepaid: bigint
  /** A second. */
  readonly flowRate: bigint
}

/** Words of the bitmap of hours that are read at most: seven years without any accrual. */
const MOST_MAPS = 256
/** Hours with ends of flows that are read at most. Whoever opens that many only keeps others from proving, at great cost. */
const MOST_FALLS = 512
const HOURS_A_MAP = 256
const HALF = 128

/**
 * Brings the stored sums from the last accrual to `time`: at the end of each hour with ends the rate falls. Needs no event:
 * the storage alone says it. `undefined`: words are missing (`words.missing`), or more would be needed than are ever asked for.
 */
export function flowingAt(words: Words, work: WorkId, hot: Hot, then: RunningThen, time: number): Flowing | undefined {
  if (!hot.flowing) return { income: hot.booked, prepaid: 0n, flowRate: 0n }
  const hours = then.last <= time ? hoursWithEnds(words, work, then.last, time) : undefined
  if (!hours || hours.length > MOST_FALLS) return undefined
  const falls = hours.map((hour) => fallOf(words, work, hour))
  let { rate, prepaid, last } = then
  for (const [i, hour] of hours.entries()) {
    const fall = falls[i]
    if (fall === undefined) return undefined
    // Ends of before the last accrual stay where they are; nothing falls where nothing runs.
    if (rate === 0n) break
    prepaid -= rate * BigInt(hour * HOUR - last)
    rate -= fall
    last = hour * HOUR
  }
  prepaid -= rate * BigInt(time - last)
  return { income: hot.booked - prepaid, prepaid, flowRate: rate }
}

/** Hours after `last`, up to and including `time`, at whose full hour flows end. */
function hoursWithEnds(words: Words, work: WorkId, last: number, time: number): number[] | undefined {
  const first = Math.floor(last / HOUR) + 1
  const latest = Math.floor(time / HOUR)
  const [from, to] = [Math.floor(first / HOURS_A_MAP), Math.floor(latest / HOURS_A_MAP)]
  if (to - from >= MOST_MAPS) return undefined
  const maps = Array.from({ length: to - from + 1 }, (_, i) =>
    words.at(numberSlot(work, 'dropHours', BigInt(from + i))),
  )
  if (!maps.every((map) => map !== undefined)) return undefined
  const hours: number[] = []
  for (let hour = first; hour <= latest; hour++)
    if (bitsOf(maps[Math.floor(hour / HOURS_A_MAP) - from]!, hour % HOURS_A_MAP, 1) === 1n) hours.push(hour)
  return hours
}

/** Two hours share a word. */
function fallOf(words: Words, work: WorkId, hour: number): bigint | undefined {
  const pair = words.at(numberSlot(work, 'drops', BigInt(Math.floor(hour / 2))))
  return pair === undefined ? undefined : bitsOf(pair, (hour % 2) * HALF, HALF)
}

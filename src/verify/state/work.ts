import type { Ask } from '../../royalties/split.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import { accountSlot, addressIn, fieldOf, numberSlot, workSlot, type Member } from '../trie/slots.ts'
import { flowingAt, type Flowing } from './flowing.ts'
import { ancestorOf, ANCESTORS_PER_WORD, holdingOf, hotOf, runningOf, type ProvenHolding } from './packed.ts'
import type { Words } from './words.ts'

/** What a work's storage holds, and so what the contract's views must say at that block. */
export interface ProvenWork {
  readonly work: WorkId
  readonly sequence: number
  readonly lastBlock: bigint
  readonly head: Hex
  /** Income with what running flows have paid in advance: what stands in the slot. In 1e-8 of a currency unit. */
  readonly booked: bigint
  readonly currency: Address
  readonly ancestorRoyalty: number
  readonly ancestors: readonly Ask[]
  /** At the pinned block's second. `undefined`: not all ends of its flows are in the proof. */
  readonly flowing: Flowing | undefined
  /** Of the accounts asked for, in lower case, as far as they are in the proof. */
  readonly holdings: ReadonlyMap<Address, ProvenHolding>
}

/** A work to be proven; what is told about it only saves asking twice. */
export interface WorkToProve {
  readonly work: WorkId
  /** How many ancestors are expected. */
  readonly ancestors: number
  readonly holders: readonly Address[]
}

/** Reads a work out of its storage, as of `time` (Unix seconds). `undefined`: what makes it a work is not all there. */
export function readWork(words: Words, asked: WorkToProve, time: number): ProvenWork | undefined {
  const { work } = asked
  const word = (member: Member) => words.at(workSlot(work, member))
  const [packed, head, running] = [word('hot'), word('head'), word('running')]
  const [creator, currency] = [word('creator'), word('currency')]
  const hot = packed === undefined ? undefined : hotOf(packed)
  const ancestors = readAncestors(words, work, hot?.ancestors ?? asked.ancestors)
  const holdings = readHoldings(words, asked)
  if (!hot || head === undefined || running === undefined) return undefined
  const flowing = flowingAt(words, work, hot, runningOf(running), time)
  if (creator === undefined || currency === undefined || !ancestors) return undefined
  return {
    ...{ work, sequence: hot.sequence, lastBlock: hot.lastBlock, booked: hot.booked },
    head: `0x${head.toString(16).padStart(64, '0')}`,
    currency: addressIn(currency),
    ancestorRoyalty: Number(fieldOf(creator, 'ancestorRoyalty', 2)),
    ...{ ancestors, flowing, holdings },
  }
}

function readAncestors(words: Words, work: WorkId, count: number): Ask[] | undefined {
  const four = Array.from({ length: Math.ceil(count / ANCESTORS_PER_WORD) }, (_, i) =>
    words.at(numberSlot(work, 'ancestors', BigInt(i))),
  )
  if (!four.every((word) => word !== undefined)) return undefined
  return Array.from({ length: count }, (_, i) =>
    ancestorOf(four[Math.floor(i / ANCESTORS_PER_WORD)]!, i % ANCESTORS_PER_WORD),
  )
}

function readHoldings(words: Words, { work, holders }: WorkToProve): Map<Address, ProvenHolding> {
  const found = new Map<Address, ProvenHolding>()
  for (const account of holders) {
    const word = words.at(accountSlot(work, 'holdings', account))
    if (word !== undefined) found.set(account.toLowerCase() as Address, holdingOf(word))
  }
  return found
}

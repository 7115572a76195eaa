/** What the contract packs into one word: contracts/src/types/HotSlot.sol, RunningSlot.sol, HoldingSlot.sol. */
import { holdingBits, hotBits } from '../../../contracts-abi/layout.ts'
import type { Ask } from '../../royalties/split.ts'
import { workId } from '../../royalties/words.ts'

/** `word`'s `length` bits from bit `from` upwards. */
export const bitsOf = (word: bigint, from: number, length: number): bigint =>
  BigInt.asUintN(length, word >> BigInt(from))

export interface Hot {
  /** Income with what running flows have paid in advance, in 1e-8 of a currency unit. */
  readonly booked: bigint
  readonly sequence: number
  readonly lastBlock: bigint
  /** Some of what is booked is perhaps not earned yet. */
  readonly flowing: boolean
  /** How many ancestors are paid. */
  readonly ancestors: number
}

const FLOWING = 2n

export const hotOf = (word: bigint): Hot => ({
  booked: bitsOf(word, hotBits.income, 128),
  sequence: Number(bitsOf(word, hotBits.sequence, 32)),
  lastBlock: bitsOf(word, hotBits.lastBlock, 40),
  flowing: (bitsOf(word, hotBits.flags, 8) & FLOWING) !== 0n,
  ancestors: Number(bitsOf(word, hotBits.ancestors, 8)),
})

/** All flows of a work as of its last accrual. */
export interface RunningThen {
  /** In 1e-8 of a currency unit a second. */
  readonly rate: bigint
  /** For the seconds after `last`, in 1e-8 of a currency unit. */
  readonly prepaid: bigint
  readonly last: number
}

const PREPAID_AT = 104
const LAST_AT = 216

export const runningOf = (word: bigint): RunningThen => ({
  rate: bitsOf(word, 0, PREPAID_AT),
  prepaid: bitsOf(word, PREPAID_AT, LAST_AT - PREPAID_AT),
  last: Number(bitsOf(word, LAST_AT, 40)),
})

export interface ProvenHolding {
  /** Millionths of a share. */
  readonly units: bigint
  /** In 1e-16 of a currency unit. */
  readonly debt: bigint
}

export const holdingOf = (word: bigint): ProvenHolding => ({
  units: bitsOf(word, holdingBits.units, 28),
  debt: BigInt.asIntN(256 - holdingBits.debt, word >> BigInt(holdingBits.debt)),
})

const ANCESTOR_BITS = 64
const ROYALTY_BITS = 16
export const ANCESTORS_PER_WORD = 4

/** The ancestor at `place` (0 … 3) of one of their words. */
export function ancestorOf(word: bigint, place: number): Ask {
  const packed = bitsOf(word, ANCESTOR_BITS * place, ANCESTOR_BITS)
  return { work: workId(packed >> BigInt(ROYALTY_BITS)), royalty: Number(bitsOf(packed, 0, ROYALTY_BITS)) }
}

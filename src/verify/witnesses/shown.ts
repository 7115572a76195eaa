/** What an RPC shows as a block, read as far as naming it needs. */
import { MOST_BLOCK } from '../../royalties/columns/columns.ts'
import type { Hex } from '../../royalties/words.ts'
import type { Pin } from '../evidence.ts'
import { MOST_TIME } from '../file/layout.ts'
import { checkHeader } from '../trie/header.ts'
import { Forged } from './hear.ts'

export interface Shown extends Pin {
  /** Its hash was recomputed, so number and time are the block's own. Else they are the RPC's word. */
  readonly hashed: boolean
}

/** A header of a fork this code does not know is taken by its word: that its hash fits is for later. Throws sentences. */
export function pinOf(answer: unknown): Shown {
  const header = checkHeader(answer)
  if (!header.ok && header.reason === 'wrong') throw new Forged(header.detail)
  if (!header.ok) return { ...toldPin(answer, header.detail), hashed: false }
  const { number, hash, time } = header.value
  return { ...possible({ number, hash, time }), hashed: true }
}

/** What the RPC calls the block, whether that is so or not. Throws a sentence where it names none. */
export function toldPin(answer: unknown, otherwise = 'The RPC has no such block'): Pin {
  const { number, hash, timestamp } = (answer ?? {}) as Readonly<Record<string, unknown>>
  if (!isHex(number, 16) || !isHex(hash, 64) || !isHex(timestamp, 16)) throw new Error(otherwise)
  return possible({ number: BigInt(number), hash: hash.toLowerCase() as Hex, time: Number(BigInt(timestamp)) })
}

function possible(pin: Pin): Pin {
  if (pin.number > BigInt(MOST_BLOCK) || pin.time >= MOST_TIME)
    throw new Forged('The number or the time of its block is one to which no chain has come')
  return pin
}

const isHex = (value: unknown, most: number): value is Hex =>
  typeof value === 'string' && value.length > 2 && value.length <= 2 + most && /^0x[0-9a-f]+$/i.test(value)

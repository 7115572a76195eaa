import { KINDS, unpackStamp } from '../royalties/chain.ts'
import type { LedgerEvent } from '../royalties/ledger.ts'
import { Usage, workId, type Address, type Hex } from '../royalties/words.ts'
import type { RawLog } from './evidence.ts'

export type Decoded = { ok: true; event: LedgerEvent } | { ok: false; detail: string }

/** Topics after the first, and words of data, of each ledger event. */
const SHAPES = {
  Paid: { topics: 4, words: 5 },
  Credited: { topics: 3, words: 3 },
  Moved: { topics: 4, words: 2 },
  Claimed: { topics: 3, words: 2 },
} as const

class Malformed extends Error {}

/**
 * A raw log as a ledger event, by a decoder of our own: strict, because a log that decodes in two ways could be hashed as
 * one thing and counted as another. Addresses come out in lower case.
 */
export function decodeLog(log: Pick<RawLog, 'topics' | 'data'>): Decoded {
  const kind = KINDS.get(log.topics[0]!)
  if (!kind) return { ok: false, detail: 'This is no ledger event' }
  const shape = SHAPES[kind]
  if (log.topics.length !== shape.topics || !log.topics.every(isWord))
    return { ok: false, detail: `${kind} has ${shape.topics} topics` }
  if (log.data.length !== 2 + 64 * shape.words || !/^0x[0-9a-f]*$/.test(log.data))
    return { ok: false, detail: `${kind} has ${32 * shape.words} bytes of data` }
  try {
    return { ok: true, event: eventOf(kind, log) }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, detail: error.message }
    throw error
  }
}

function eventOf(kind: LedgerEvent['kind'], { topics, data }: Pick<RawLog, 'topics' | 'data'>): LedgerEvent {
  const topic = (at: number) => topics[at]!
  const word = (at: number): Hex => `0x${data.slice(2 + 64 * at, 66 + 64 * at)}`
  const stamp = unpackStamp(BigInt(word(0)))
  if (!stamp) throw new Malformed('The stamp does not fit')
  const common = { work: workId(number(topic(1), 48)), stamp }
  switch (kind) {
    case 'Paid': {
      const accounts = { payer: address(topic(2)), beneficiary: address(topic(3)) }
      const amounts = { units: BigInt(word(2)), amount: BigInt(word(3)), ref: word(4) }
      return { kind, ...common, ...accounts, usage: usage(word(1)), ...amounts }
    }
    case 'Credited': {
      const source = workId(number(topic(2), 48))
      return { kind, ...common, source, sourceSequence: Number(number(word(1), 32)), income: BigInt(word(2)) }
    }
    case 'Moved':
      return { kind, ...common, from: address(topic(2)), to: address(topic(3)), units: BigInt(word(1)) }
    case 'Claimed':
      return { kind, ...common, holder: address(topic(2)), amount: BigInt(word(1)) }
  }
}

const isWord = (hex: string) => /^0x[0-9a-f]{64}$/.test(hex)

function number(word: Hex, bits: number): bigint {
  const value = BigInt(word)
  if (value >> BigInt(bits)) throw new Malformed(`A number does not fit into ${bits} bits`)
  return value
}

function address(word: Hex): Address {
  if (!word.startsWith('0x000000000000000000000000')) throw new Malformed('An address has more than 20 bytes')
  return `0x${word.slice(26)}`
}

function usage(word: Hex): Usage {
  const value = Number(number(word, 8))
  if (value > Usage.Flow) throw new Malformed('There is no such usage')
  return value as Usage
}

import { KINDS, unpackStamp, type ChainedLog } from './chain.ts'
import type { LedgerEvent } from './ledger.ts'
import { fieldsOf, Malformed, numberOf } from './shapes.ts'
import { workId, type Hex } from './words.ts'

export type Decoded = { ok: true; event: LedgerEvent } | { ok: false; detail: string }

const FIELDS = new Map([...KINDS.values()].map((kind) => [kind, fieldsOf(kind)]))

/**
 * A raw log as a ledger event, by a decoder of our own: strict, because a log that decodes in two ways could be hashed as
 * one thing and counted as another. Addresses come out in lower case.
 */
export function decodeLog({ topics, data }: ChainedLog): Decoded {
  const kind = KINDS.get(topics[0]!)
  if (!kind) return { ok: false, detail: 'This is no ledger event' }
  const fields = FIELDS.get(kind)!
  const expected = { topics: 2 + fields.topics.length, words: 1 + fields.data.length }
  if (topics.length !== expected.topics || !topics.every(isWord))
    return { ok: false, detail: `${kind} has ${expected.topics} topics` }
  if (data.length !== 2 + 64 * expected.words || !/^0x[0-9a-f]*$/.test(data))
    return { ok: false, detail: `${kind} has ${32 * expected.words} bytes of data` }
  try {
    return { ok: true, event: eventOf(kind, topics, data) }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, detail: error.message }
    throw error
  }
}

function eventOf(kind: LedgerEvent['kind'], topics: readonly Hex[], data: Hex): LedgerEvent {
  const word = (at: number): Hex => `0x${data.slice(2 + 64 * at, 66 + 64 * at)}`
  const stamp = unpackStamp(BigInt(word(0)))
  if (!stamp) throw new Malformed('The stamp does not fit')
  const event: Record<string, unknown> = { kind, work: workId(numberOf(topics[1]!, 48)), stamp }
  const fields = FIELDS.get(kind)!
  fields.topics.forEach(({ name, read }, i) => (event[name] = read(topics[2 + i]!)))
  fields.data.forEach(({ name, read }, i) => (event[name] = read(word(1 + i))))
  // The fields are those of this kind: `SHAPES` is typed by `LedgerEvent`.
  return event as unknown as LedgerEvent
}

const isWord = (hex: string) => /^0x[0-9a-f]{64}$/.test(hex)

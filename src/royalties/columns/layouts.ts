import { KINDS } from '../chain.ts'
import type { LedgerEvent } from '../ledger.ts'
import { fieldsOf, SHAPES } from '../shapes.ts'
import { Usage, type Hex } from '../words.ts'

/** Kinds by the number that stands for them in columns. */
export const KIND_ORDER = Object.keys(SHAPES) as readonly LedgerEvent['kind'][]

/** The first topics, in the order of `KIND_ORDER`. */
export const TOPIC_ORDER: readonly Hex[] = KIND_ORDER.map((kind) => [...KINDS].find(([, each]) => each === kind)![0])

/** What the words of a kind have to be: the topics after the work, the stamp, and the rest of the data. */
interface Layout {
  readonly topics: number
  readonly words: number
  /** How many bytes at the beginning of each word must be 0. */
  readonly zeros: readonly number[]
  /** Which word is a usage; −1: none. */
  readonly usage: number
}

const STAMP_ZEROS = 13

/** In the order of `KIND_ORDER`. */
export const LAYOUTS = KIND_ORDER.map((kind): Layout => {
  const { topics, data } = fieldsOf(kind)
  const fields = [...topics, undefined, ...data]
  return {
    topics: topics.length,
    words: fields.length,
    zeros: fields.map((field) => (field ? 32 - field.bytes : STAMP_ZEROS)),
    usage: fields.findIndex((field) => field?.abi === 'uint8'),
  }
})

/** What does not fit into its field, of a log whose words begin at byte `at`; the decoder refuses the same. */
export function misfit({ zeros, usage }: Layout, words: Uint8Array, at: number): string | undefined {
  for (let i = 0; i < zeros.length; i++) {
    const start = at + 32 * i
    let seen = 0
    for (let byte = start; byte < start + zeros[i]!; byte++) seen |= words[byte]!
    if (seen !== 0) return 'A word is longer than its field'
  }
  return usage >= 0 && words[at + 32 * usage + 31]! > Usage.Flow ? 'There is no such usage' : undefined
}

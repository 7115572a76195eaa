import { genesis, word } from '../chain.ts'
import type { Columns } from './columns.ts'
import { bytesOf, hexOf } from '../hex.ts'
import { Keccak } from '../keccak/keccak.ts'
import { LAYOUTS, TOPIC_ORDER } from './layouts.ts'
import type { Deployment, Hex } from '../words.ts'

const MOST_WORDS = Math.max(...LAYOUTS.map(({ words }) => words))

/** What was hashed for whom: loading and checking ask for the same heads. */
const known = new WeakMap<Columns, { readonly genesis: Hex; readonly heads: Uint8Array }>()

/** The head after each event, 32 bytes each; computed once. Assumes: the columns begin with the work's first event. */
export function headsOf(columns: Columns, deployment: Deployment): Uint8Array {
  const first = genesis(deployment, columns.work)
  const before = known.get(columns)
  if (before?.genesis === first) return before.heads
  const heads = headsAfter(first, columns)
  known.set(columns, { genesis: first, heads })
  return heads
}

/** Heads that were computed piece by piece while the ledger was loaded. Assumes: they are what `headsOf` would compute. */
export function keepHeads(columns: Columns, deployment: Deployment, heads: Uint8Array): void {
  known.set(columns, { genesis: genesis(deployment, columns.work), heads })
}

/** Of a piece of a ledger, after the head `first`. */
export function headsAfter(first: Hex, columns: Columns): Uint8Array {
  const { work, length, kinds, starts, words } = columns
  const topics = TOPIC_ORDER.map(bytesOf)
  const heads = new Uint8Array(32 * length)
  const keccak = new Keccak(32 * (3 + MOST_WORDS))
  // head ‖ first topic ‖ work ‖ the words of the log
  const { bytes } = keccak
  bytes.set(bytesOf(first))
  bytes.set(bytesOf(`0x${word(work)}`), 64)
  for (let i = 0; i < length; i++) {
    bytes.set(topics[kinds[i]!]!, 32)
    const [from, to] = [32 * starts[i]!, 32 * starts[i + 1]!]
    bytes.set(words.subarray(from, to), 96)
    const head = keccak.hash(96 + to - from)
    heads.set(head, 32 * i)
    bytes.set(head)
  }
  return heads
}

/** The head after event i; before the first: the genesis. */
export const headAt = (heads: Uint8Array, i: number): Hex => hexOf(heads, 32 * i, 32 * i + 32)

/** The head after all events. */
export const lastHead = (columns: Columns, deployment: Deployment, heads: Uint8Array): Hex =>
  columns.length === 0 ? genesis(deployment, columns.work) : headAt(heads, columns.length - 1)

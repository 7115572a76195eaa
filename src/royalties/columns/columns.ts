/** A work's ledger as columns: no object for each event, so that a hundred thousand of them are hashed, kept and sent
 * between threads at once. */
import { numberAt } from './bytes.ts'
import { word, type ChainedLog } from '../chain.ts'
import { hexOf } from '../hex.ts'
import { LAYOUTS, misfit, TOPIC_ORDER } from './layouts.ts'
import type { Hex, WorkId } from '../words.ts'

/** The highest block a stamp can point to: far more than any chain has. */
export const MOST_BLOCK = 2 ** 40 - 1

export { eventAt } from './decode.ts'

/** Ledger logs of one work, oldest first: exactly the bytes the chain hashes, and where each log was. */
export interface Columns {
  readonly work: WorkId
  readonly length: number
  /** Indexes into `KIND_ORDER`: the first topic; the second is the work. */
  readonly kinds: Uint8Array
  /** Where the words of log i begin, in words of 32 bytes; one more than there are logs. */
  readonly starts: Uint32Array
  /** The other topics and the data of each log, 32 bytes a word. */
  readonly words: Uint8Array
  readonly blocks: Float64Array
  readonly indexes: Uint32Array
  /** 32 bytes each. Not covered by the ledger chain: hints for people and explorers. */
  readonly transactions: Uint8Array
  /** 32 bytes each; like the transactions. */
  readonly blockHashes: Uint8Array
}

/** Found to be sound. */
const sound = new WeakSet<Columns>()

/**
 * What is wrong with columns that come from elsewhere (a cache, a file, a scanner): arrays that do not fit together, and
 * everything the decoder refuses of a log. `undefined`: nothing. Looks at columns once.
 */
export function soundness(columns: Columns): string | undefined {
  if (sound.has(columns)) return undefined
  const wrong = sizesWrong(columns) ?? contentsWrong(columns)
  if (wrong === undefined) sound.add(columns)
  return wrong
}

function sizesWrong(columns: Columns): string | undefined {
  const { length, kinds, starts, words, blocks, indexes, transactions, blockHashes } = columns
  const bytes = [kinds, words, transactions, blockHashes].every((each) => each instanceof Uint8Array)
  const numbers = [starts, indexes].every((each) => each instanceof Uint32Array) && blocks instanceof Float64Array
  if (typeof columns.work !== 'bigint' || !bytes || !numbers) return 'Columns are arrays of numbers'
  const rows = [kinds.length, blocks.length, indexes.length, transactions.length / 32, blockHashes.length / 32]
  const fits = starts.length === length + 1 && rows.every((each) => each === length)
  return fits && starts[0] === 0 && 32 * starts[length]! === words.length ? undefined : 'The columns differ in length'
}

function contentsWrong({ length, kinds, starts, words, blocks }: Columns): string | undefined {
  for (let i = 0; i < length; i++) {
    const layout = LAYOUTS[kinds[i]!]
    if (!layout) return 'This is no ledger event'
    if (starts[i + 1]! - starts[i]! !== layout.words) return 'An event has another length than its kind'
    const block = blocks[i]!
    if (!(Number.isInteger(block) && block >= 0 && block <= MOST_BLOCK)) return 'There is no such block'
    const wrong = misfit(layout, words, 32 * starts[i]!)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** The logs `from` … `to − 1`, copied. */
export function part(columns: Columns, from: number, to: number): Columns {
  const [first, last] = [columns.starts[from]!, columns.starts[to]!]
  return {
    work: columns.work,
    length: to - from,
    kinds: columns.kinds.slice(from, to),
    starts: columns.starts.slice(from, to + 1).map((start) => start - first),
    words: columns.words.slice(32 * first, 32 * last),
    blocks: columns.blocks.slice(from, to),
    indexes: columns.indexes.slice(from, to),
    transactions: columns.transactions.slice(32 * from, 32 * to),
    blockHashes: columns.blockHashes.slice(32 * from, 32 * to),
  }
}

/** Any number of pieces of one work, the oldest first; each byte is copied once. Throws: RangeError for none, or of several works. */
export function joined(parts: readonly Columns[]): Columns {
  const [first] = parts
  if (!first || parts.some(({ work }) => work !== first.work)) throw new RangeError('These are not pieces of one work')
  const length = parts.reduce((sum, each) => sum + each.length, 0)
  const starts = new Uint32Array(length + 1)
  let [at, shift] = [0, 0]
  for (const each of parts) {
    for (let i = 0; i <= each.length; i++) starts[at + i] = each.starts[i]! + shift
    at += each.length
    shift += each.starts[each.length]!
  }
  return {
    work: first.work,
    length,
    kinds: concatenated(
      parts.map(({ kinds }) => kinds),
      new Uint8Array(length),
    ),
    starts,
    words: concatenated(
      parts.map(({ words }) => words),
      new Uint8Array(32 * shift),
    ),
    blocks: concatenated(
      parts.map(({ blocks }) => blocks),
      new Float64Array(length),
    ),
    indexes: concatenated(
      parts.map(({ indexes }) => indexes),
      new Uint32Array(length),
    ),
    transactions: concatenated(
      parts.map(({ transactions }) => transactions),
      new Uint8Array(32 * length),
    ),
    blockHashes: concatenated(
      parts.map(({ blockHashes }) => blockHashes),
      new Uint8Array(32 * length),
    ),
  }
}

function concatenated<T extends Uint8Array | Uint32Array | Float64Array>(parts: readonly T[], whole: T): T {
  let at = 0
  for (const each of parts) {
    whole.set(each, at)
    at += each.length
  }
  return whole
}

/** Exactly what the chain hashed. */
export function logAt({ work, kinds, starts, words }: Columns, i: number): ChainedLog {
  const kind = kinds[i]!
  const stamp = starts[i]! + LAYOUTS[kind]!.topics
  const topics: Hex[] = [TOPIC_ORDER[kind]!, `0x${word(work)}`]
  for (let at = starts[i]!; at < stamp; at++) topics.push(hexOf(words, 32 * at, 32 * at + 32))
  return { topics, data: hexOf(words, 32 * stamp, 32 * starts[i + 1]!) }
}

/** Where log i's stamp begins in `words`, in bytes. */
export const stampAt = ({ kinds, starts }: Columns, i: number): number => 32 * (starts[i]! + LAYOUTS[kinds[i]!]!.topics)

export const sequenceAt = (columns: Columns, i: number): number => numberAt(columns.words, stampAt(columns, i) + 18, 4)
/** Unix seconds. */
export const timeAt = (columns: Columns, i: number): number => numberAt(columns.words, stampAt(columns, i) + 22, 5)
export const previousBlockAt = (columns: Columns, i: number): number =>
  numberAt(columns.words, stampAt(columns, i) + 27, 5)
export const anchorBlockAt = (columns: Columns, i: number): number =>
  numberAt(columns.words, stampAt(columns, i) + 13, 5)

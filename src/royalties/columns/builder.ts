import { word, type ChainedLog } from '../chain.ts'
import { MOST_BLOCK, type Columns } from './columns.ts'
import { readHex } from '../hex.ts'
import { KIND_ORDER, LAYOUTS, misfit, TOPIC_ORDER } from './layouts.ts'
import type { Hex, WorkId } from '../words.ts'

/** A log as an RPC gives it, as far as columns keep it. */
export interface ColumnLog extends ChainedLog {
  readonly block: bigint
  readonly blockHash: Hex
  readonly index: number
  readonly transaction: Hex
}

export type Pushed = { readonly ok: true } | { readonly ok: false; readonly detail: string }

const KIND_OF = new Map(TOPIC_ORDER.map((topic, kind) => [topic, kind]))
const OK: Pushed = { ok: true }
const refused = (detail: string): Pushed => ({ ok: false, detail })

/** Makes columns of logs, strictly: what `decodeLog` refuses is refused here, and so is the log of another work. */
export class ColumnsBuilder {
  readonly work: WorkId
  readonly #topic: Hex
  #length = 0
  #used = 0
  #kinds: Uint8Array
  #starts: Uint32Array
  #words: Uint8Array
  #blocks: Float64Array
  #indexes: Uint32Array
  #transactions: Uint8Array
  #blockHashes: Uint8Array

  /** `expected`: how many logs there will be, as far as is known; more is no error. */
  constructor(work: WorkId, expected = 64) {
    this.work = work
    this.#topic = `0x${word(work)}`
    // A liar may promise any number of them.
    const room = Math.min(Math.max(expected, 16), 2 ** 17)
    this.#kinds = new Uint8Array(room)
    this.#starts = new Uint32Array(room)
    this.#words = new Uint8Array(32 * 8 * room)
    this.#blocks = new Float64Array(room)
    this.#indexes = new Uint32Array(room)
    this.#transactions = new Uint8Array(32 * room)
    this.#blockHashes = new Uint8Array(32 * room)
  }

  get length(): number {
    return this.#length
  }

  /** The next younger log. A refused one leaves nothing behind. */
  push(log: ColumnLog): Pushed {
    const { topics, data } = log
    const kind = KIND_OF.get(topics[0]!)
    if (kind === undefined) return refused('This is no ledger event')
    const layout = LAYOUTS[kind]!
    if (topics[1] !== this.#topic) return refused('This is an event of another work')
    if (topics.length !== 2 + layout.topics) return refused(`${KIND_ORDER[kind]!} has ${2 + layout.topics} topics`)
    if (data.length !== 2 + 64 * (layout.words - layout.topics))
      return refused(`${KIND_ORDER[kind]!} has ${32 * (layout.words - layout.topics)} bytes of data`)
    this.#makeRoom(layout.words)
    if (!this.#read(log)) return refused('These are no hexadecimal digits in lower case')
    // What is no number of a block is refused with the blocks that are too high.
    const block = log.block >= 0n && log.block <= BigInt(MOST_BLOCK) ? Number(log.block) : -1
    return this.#take(kind, block, log.index)
  }

  /**
   * The same in bytes. `kind`: index into `KIND_ORDER`. `words` begins with `count` words of 32 bytes: the topics after the
   * work, and the data. `hashes`: those of transaction and block, 32 bytes each. Assumes: the log is one of this work.
   */
  pushWords(kind: number, words: Uint8Array, count: number, block: number, index: number, hashes: Uint8Array): Pushed {
    const layout = LAYOUTS[kind]
    if (!layout) return refused('This is no ledger event')
    if (count !== layout.words || words.length < 32 * count || hashes.length < 64)
      return refused(`${KIND_ORDER[kind]!} has ${layout.words} words`)
    this.#makeRoom(count)
    copy(words, 0, this.#words, 32 * this.#used, 32 * count)
    copy(hashes, 0, this.#transactions, 32 * this.#length, 32)
    copy(hashes, 32, this.#blockHashes, 32 * this.#length, 32)
    return this.#take(kind, block, index)
  }

  /** Keeps the log whose words and hashes were written behind all others, if it is sound. */
  #take(kind: number, block: number, index: number): Pushed {
    const layout = LAYOUTS[kind]!
    const wrong = misfit(layout, this.#words, 32 * this.#used)
    if (wrong !== undefined) return refused(wrong)
    if (!Number.isInteger(block) || block < 0 || block > MOST_BLOCK) return refused('There is no such block')
    if (index >>> 0 !== index) return refused('There is no such place in a block')
    this.#kinds[this.#length] = kind
    this.#starts[this.#length] = this.#used
    this.#blocks[this.#length] = block
    this.#indexes[this.#length] = index
    this.#length += 1
    this.#used += layout.words
    return OK
  }

  /** All logs so far, in arrays of exactly their size. */
  build(): Columns {
    const length = this.#length
    const starts = new Uint32Array(length + 1)
    starts.set(this.#starts.subarray(0, length))
    starts[length] = this.#used
    return {
      work: this.work,
      length,
      kinds: this.#kinds.slice(0, length),
      starts,
      words: this.#words.slice(0, 32 * this.#used),
      blocks: this.#blocks.slice(0, length),
      indexes: this.#indexes.slice(0, length),
      transactions: this.#transactions.slice(0, 32 * length),
      blockHashes: this.#blockHashes.slice(0, 32 * length),
    }
  }

  /** Whether all of it was hexadecimal and of the right length. */
  #read({ topics, data, transaction, blockHash }: ColumnLog): boolean {
    let at = 32 * this.#used
    for (let i = 2; i < topics.length; i++, at += 32) if (!readWord(topics[i]!, this.#words, at)) return false
    return (
      data.startsWith('0x') &&
      readHex(data, this.#words, at) &&
      readWord(transaction, this.#transactions, 32 * this.#length) &&
      readWord(blockHash, this.#blockHashes, 32 * this.#length)
    )
  }

  #makeRoom(words: number): void {
    if (this.#length === this.#kinds.length) {
      this.#kinds = doubled(this.#kinds)
      this.#starts = doubled(this.#starts)
      this.#blocks = doubled(this.#blocks)
      this.#indexes = doubled(this.#indexes)
      this.#transactions = doubled(this.#transactions)
      this.#blockHashes = doubled(this.#blockHashes)
    }
    while (32 * (this.#used + words) > this.#words.length) this.#words = doubled(this.#words)
  }
}

/** A loop: for a few words that is faster than a view and `set`. */
function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) to[at + i] = from[start + i]!
}

const readWord = (hex: string, bytes: Uint8Array, at: number): boolean =>
  hex.length === 66 && hex.startsWith('0x') && readHex(hex, bytes, at)

function doubled<T extends Uint8Array | Uint32Array | Float64Array>(array: T): T {
  const twice = new (array.constructor as new (length: number) => T)(2 * array.length)
  twice.set(array)
  return twice
}

/** Throws: RangeError for a log that is refused. */
export function columnsOf(work: WorkId, logs: readonly ColumnLog[]): Columns {
  const builder = new ColumnsBuilder(work, logs.length)
  for (const log of logs) {
    const pushed = builder.push(log)
    if (!pushed.ok) throw new RangeError(pushed.detail)
  }
  return builder.build()
}

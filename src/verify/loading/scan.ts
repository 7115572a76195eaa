import { ColumnsBuilder } from '../../royalties/columns/builder.ts'
import { word } from '../../royalties/chain.ts'
import type { Columns } from '../../royalties/columns/columns.ts'
import { bytesOf } from '../../royalties/hex.ts'
import { TOPIC_ORDER } from '../../royalties/columns/layouts.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import { BEGIN, CLOSE, COMMA, Cursor, END, matches, namesOf, OPEN, Unusual } from './cursor.ts'

const MOST_WORDS = 16
/** A log is never this long: what has not ended by then is not read on. */
const LONGEST = 16_384
/** `{"jsonrpc":"2.0","id":1,"result":[` is much shorter, and so is what may stand behind the logs. */
const LONGEST_HEAD = 512
const FIELD = String.raw`"(?:jsonrpc|id)"\s*:\s*(?:"[\w.-]*"|\d+)\s*`
const HEAD = new RegExp(String.raw`^\s*\{\s*(?:${FIELD},\s*)*"result"\s*:\s*\[`)
const TAIL = new RegExp(String.raw`^\s*(?:,\s*${FIELD})*\}\s*$`)

const FIELDS = ['address', 'topics', 'data', 'blockNumber', 'blockHash', 'transactionHash', 'logIndex']
const NAMES = namesOf(FIELDS)
const ALL = 2 ** FIELDS.length - 1
const [TOPICS_SEEN, DATA_SEEN] = [1 << 1, 1 << 2]
const TOPICS = TOPIC_ORDER.map(bytesOf)

/**
 * Reads the logs of an `eth_getLogs` answer from its bytes, as they come, into columns: neither the text nor an object for
 * each log is ever made, which is most of what loading costs otherwise. As strict as `ColumnsBuilder`, and about the form
 * stricter: where anything is unusual it throws `Unusual`, and nothing is lost but time.
 */
export class LogScanner {
  readonly #cursor = new Cursor()
  readonly #columns: ColumnsBuilder
  readonly #contract: Uint8Array
  readonly #work: Uint8Array
  readonly #topic = new Uint8Array(32)
  readonly #words = new Uint8Array(32 * MOST_WORDS)
  /** Of an RPC that writes the data before the topics, which come first. */
  readonly #data = new Uint8Array(32 * MOST_WORDS)
  readonly #hashes = new Uint8Array(64)
  #state: 'before' | 'first' | 'next' | 'after' = 'before'
  #kind = 0
  #topicWords = 0

  constructor(contract: Address, work: WorkId, expected = 1_024) {
    this.#columns = new ColumnsBuilder(work, expected)
    this.#contract = bytesOf(contract)
    this.#work = bytesOf(`0x${word(work)}`)
  }

  /** Whether the list of logs has begun: before, the answer may be anything. */
  get began(): boolean {
    return this.#state !== 'before'
  }

  /** The next bytes of the answer. Throws: `Unusual`. */
  push(chunk: Uint8Array): void {
    // A log that began in the bytes before is finished first: so only its few bytes are copied, not all that follow.
    const end = this.#cursor.rest > 0 ? chunk.indexOf(END) + 1 : 0
    if (end > 0) this.#read(chunk.subarray(0, end))
    if (end < chunk.length) this.#read(chunk.subarray(end))
  }

  #read(bytes: Uint8Array): void {
    this.#cursor.feed(bytes)
    if (!this.began && !this.#begin()) return
    while (this.#state !== 'after' && this.#another()) this.#log()
    const behind = this.#state === 'after' ? this.#cursor.rest : 0
    if (behind > LONGEST_HEAD) throw new Unusual('The answer does not end')
  }

  /** Throws: `Unusual`, also when the answer broke off. */
  end(): Columns {
    const { bytes, at } = this.#cursor
    // Behind the logs, only the rest of the envelope may stand.
    if (this.#state !== 'after' || !TAIL.test(new TextDecoder().decode(bytes.subarray(at))))
      throw new Unusual('The answer does not end as it should')
    return this.#columns.build()
  }

  #begin(): boolean {
    const head = new TextDecoder().decode(this.#cursor.bytes.subarray(0, LONGEST_HEAD))
    const found = HEAD.exec(head)
    if (!found) {
      if (head.length >= LONGEST_HEAD || head.includes('"error"')) throw new Unusual('This is no list of logs')
      return false
    }
    this.#cursor.at = found[0].length
    this.#state = 'first'
    return true
  }

  /** Whether a whole log follows, and steps into it. Otherwise the list is at its end, or the rest has not come yet. */
  #another(): boolean {
    const cursor = this.#cursor
    const before = cursor.at
    let next = cursor.take()
    if (next === CLOSE) {
      this.#state = 'after'
      return false
    }
    if (this.#state === 'next' && next !== undefined) {
      if (next !== COMMA) throw new Unusual('Something stands between the logs')
      next = cursor.take()
    }
    if (next !== undefined && next !== BEGIN) throw new Unusual('Something else than a log stands in the list')
    if (next !== undefined && cursor.bytes.indexOf(END, cursor.at) >= 0) {
      this.#state = 'next'
      return true
    }
    if (cursor.bytes.length - before > LONGEST) throw new Unusual('A log does not end')
    cursor.at = before
    return false
  }

  #log(): void {
    const cursor = this.#cursor
    let [seen, block, index, dataWords] = [0, 0, 0, 0]
    for (;;) {
      const key = cursor.key(NAMES)
      if (key === 0) this.#same(this.#contract)
      else if (key === 1) this.#topics()
      else if (key === 2) dataWords = seen & TOPICS_SEEN ? this.#body() : cursor.words(this.#data, 0)
      else if (key === 3) block = cursor.quantity()
      else if (key === 4) cursor.hex(32, this.#hashes, 32)
      else if (key === 5) cursor.hex(32, this.#hashes, 0)
      else if (key === 6) index = cursor.quantity()
      else cursor.skip()
      if (key >= 0 && seen & (1 << key)) throw new Unusual('A field stands twice in a log')
      // Data that came first makes room for the topics now.
      if (key === 1 && seen & DATA_SEEN) this.#join(dataWords)
      if (key >= 0) seen |= 1 << key
      const next = cursor.take()
      if (next === END) break
      if (next !== COMMA) throw new Unusual('A log is not written as JSON')
    }
    if (seen !== ALL) throw new Unusual('A log lacks a field')
    this.#keep(dataWords, block, index)
  }

  #keep(dataWords: number, block: number, index: number): void {
    const count = this.#topicWords + dataWords
    const pushed = this.#columns.pushWords(this.#kind, this.#words, count, block, index, this.#hashes)
    if (!pushed.ok) throw new Unusual(pushed.detail)
  }

  #body(): number {
    return this.#cursor.words(this.#words, 32 * this.#topicWords)
  }

  #join(dataWords: number): void {
    if (this.#topicWords + dataWords > MOST_WORDS) throw new Unusual('A log is too long')
    this.#words.set(this.#data.subarray(0, 32 * dataWords), 32 * this.#topicWords)
  }

  #same(expected: Uint8Array): void {
    this.#cursor.hex(expected.length, this.#topic, 0)
    if (!matches(this.#topic, 0, expected)) throw new Unusual('A log is of something else')
  }

  #topics(): void {
    const cursor = this.#cursor
    if (cursor.take() !== OPEN) throw new Unusual('Topics are no list')
    this.#kind = -1
    for (let count = 1; ; count++) {
      if (count === 1) {
        cursor.hex(32, this.#topic, 0)
        this.#kind = TOPICS.findIndex((topic) => matches(this.#topic, 0, topic))
      } else if (count === 2) this.#same(this.#work)
      else cursor.hex(32, this.#words, 32 * (count - 3))
      this.#topicWords = count - 2
      const next = cursor.take()
      if (next === CLOSE) break
      if (next !== COMMA || count === 4) throw new Unusual('Topics are not written as JSON')
    }
    if (this.#topicWords < 0 || this.#kind < 0) throw new Unusual('This is no ledger event')
  }
}

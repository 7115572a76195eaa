import { ColumnsBuilder } from '../../royalties/columns-builder.ts'
import type { Columns } from '../../royalties/columns.ts'
import { TOPIC_ORDER } from '../../royalties/layouts.ts'
import { word } from '../../royalties/chain.ts'
import { bytesOf } from '../../royalties/hex.ts'
import type { Address, WorkId } from '../../royalties/words.ts'

/** The answer is not written the way RPCs write logs; it may still be a good one, to be read the slow way. */
export class Unusual extends Error {}

const WORDS_AT_MOST = 16
/** A log is never this long: what has not ended by then is not read on. */
const LONGEST = 16_384
const [QUOTE, COMMA, COLON, OPEN, CLOSE, BEGIN, END] = [0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d]
const [X, ZERO, SPACE, BACKSLASH] = [0x78, 0x30, 0x20, 0x5c]
const DIGITS = new Uint8Array(256).fill(255)
for (const digit of '0123456789abcdefABCDEF') DIGITS[digit.charCodeAt(0)] = Number(`0x${digit}`)

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const NAMES = ['address', 'topics', 'data', 'blockNumber', 'blockHash', 'transactionHash', 'logIndex'] as const
const KEYS = NAMES.map((name) => ({ name, bytes: latin(name) }))
const ALL = 2 ** NAMES.length - 1
const TOPICS = TOPIC_ORDER.map((topic) => bytesOf(topic))

/**
 * Reads the logs of an `eth_getLogs` answer from its bytes, as they come, into columns: neither the text nor an object for
 * each log is ever made, which is most of what loading costs otherwise. As strict as `ColumnsBuilder`, and about the form
 * stricter: where anything is unusual it throws `Unusual`, and nothing is lost but time.
 */
export class LogScanner {
  readonly #columns: ColumnsBuilder
  readonly #contract: Uint8Array
  readonly #work: Uint8Array
  readonly #words = new Uint8Array(32 * WORDS_AT_MOST)
  /** Some RPCs write the data before the topics. */
  readonly #data = new Uint8Array(32 * WORDS_AT_MOST)
  readonly #hashes = new Uint8Array(64)
  readonly #topic = new Uint8Array(32)
  #bytes: Uint8Array = new Uint8Array()
  #at = 0
  #state: 'before' | 'first' | 'next' | 'after' = 'before'
  #kind = 0
  #topicWords = 0
  #dataWords = 0

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
    const rest = this.#bytes.subarray(this.#at)
    if (rest.length === 0) this.#bytes = chunk
    else {
      const both = new Uint8Array(rest.length + chunk.length)
      both.set(rest)
      both.set(chunk, rest.length)
      this.#bytes = both
    }
    this.#at = 0
    this.#read()
  }

  /** Throws: `Unusual`, also when the answer broke off. */
  end(): Columns {
    const rest = new TextDecoder().decode(this.#bytes.subarray(this.#at))
    // Behind the logs, only the envelope may stand.
    if (this.#state !== 'after' || !/^\s*(,\s*"(jsonrpc|id)"\s*:\s*("[\w.-]*"|\d+)\s*)*\}\s*$/.test(rest))
      throw new Unusual('The answer does not end as it should')
    return this.#columns.build()
  }

  #read(): void {
    if (this.#state === 'before' && !this.#begin()) return
    while (this.#state !== 'after') {
      const end = this.#endOfLog()
      if (end < 0) return
      if (end > 0) this.#log()
    }
  }

  /** Steps over `{"jsonrpc":"2.0","id":1,"result":[`. */
  #begin(): boolean {
    const head = new TextDecoder().decode(this.#bytes.subarray(0, 512))
    const found = /^\s*\{\s*("(jsonrpc|id)"\s*:\s*("[\w.-]*"|\d+)\s*,\s*)*"result"\s*:\s*\[/.exec(head)
    if (!found) {
      if (head.length >= 512 || head.includes('"error"')) throw new Unusual('This is no list of logs')
      return false
    }
    this.#at = found[0].length
    this.#state = 'first'
    return true
  }

  /** Where the next log ends; 0: there is none any more; −1: its end has not come yet. Leaves `#at` behind its brace. */
  #endOfLog(): number {
    const bytes = this.#bytes
    let at = this.#space(this.#at)
    if (at >= bytes.length) return -1
    if (bytes[at] === CLOSE) {
      this.#state = 'after'
      this.#at = at + 1
      return 0
    }
    if (this.#state === 'next') {
      if (bytes[at] !== COMMA) throw new Unusual('Something stands between the logs')
      at = this.#space(at + 1)
      if (at >= bytes.length) return -1
    }
    if (bytes[at] !== BEGIN) throw new Unusual('Something else than a log stands in the list')
    const end = bytes.indexOf(END, at)
    if (end < 0) {
      if (bytes.length - at > LONGEST) throw new Unusual('A log does not end')
      return -1
    }
    this.#at = at + 1
    this.#state = 'next'
    return end
  }

  #log(): void {
    let seen = 0
    let block = 0
    let index = 0
    for (;;) {
      const key = this.#key()
      if (key === 0) this.#same(this.#contract)
      else if (key === 1) this.#topics()
      else if (key === 2) this.#body()
      else if (key === 3) block = this.#quantity()
      else if (key === 4) this.#hash(this.#hashes, 32)
      else if (key === 5) this.#hash(this.#hashes, 0)
      else if (key === 6) index = this.#quantity()
      else this.#skip()
      if (key >= 0) {
        if (seen & (1 << key)) throw new Unusual('A field stands twice in a log')
        seen |= 1 << key
      }
      const next = this.#bytes[(this.#at = this.#space(this.#at))]
      this.#at += 1
      if (next === END) break
      if (next !== COMMA) throw new Unusual('A log is not written as JSON')
    }
    if (seen !== ALL) throw new Unusual('A log lacks a field')
    const count = this.#topicWords + this.#dataWords
    if (count > WORDS_AT_MOST) throw new Unusual('A log is too long')
    this.#words.set(this.#data.subarray(0, 32 * this.#dataWords), 32 * this.#topicWords)
    const pushed = this.#columns.pushWords(this.#kind, this.#words, count, block, index, this.#hashes)
    if (!pushed.ok) throw new Unusual(pushed.detail)
  }

  /** Index into `KEYS`; −1: a name that means nothing here. */
  #key(): number {
    const bytes = this.#bytes
    const from = this.#quote()
    let to = from
    while (bytes[to] !== QUOTE) if (to >= bytes.length || bytes[to++] === BACKSLASH) throw new Unusual('A name is odd')
    this.#at = this.#space(to + 1)
    if (bytes[this.#at] !== COLON) throw new Unusual('A name has no value')
    this.#at += 1
    return KEYS.findIndex(({ bytes: key }) => key.length === to - from && matches(bytes, from, key))
  }

  /** Steps over the quote of a text that begins here. */
  #quote(): number {
    const at = this.#space(this.#at)
    if (this.#bytes[at] !== QUOTE) throw new Unusual('A text was expected')
    return at + 1
  }

  /** Steps over `"0x`. */
  #hex(): number {
    const at = this.#quote()
    if (this.#bytes[at] !== ZERO || this.#bytes[at + 1] !== X) throw new Unusual('Hexadecimal was expected')
    return at + 2
  }

  #close(at: number): void {
    if (this.#bytes[at] !== QUOTE) throw new Unusual('A text is longer than it should be')
    this.#at = at + 1
  }

  #hash(into: Uint8Array, at: number): void {
    const from = this.#hex()
    this.#decode(from, 32, into, at)
    this.#close(from + 64)
  }

  #same(expected: Uint8Array): void {
    const from = this.#hex()
    this.#decode(from, expected.length, this.#topic, 0)
    if (!matches(this.#topic, 0, expected)) throw new Unusual('A log is of something else')
    this.#close(from + 2 * expected.length)
  }

  #topics(): void {
    this.#at = this.#space(this.#at)
    if (this.#bytes[this.#at++] !== OPEN) throw new Unusual('Topics are no list')
    let count = 0
    for (;;) {
      if (count === 1) this.#same(this.#work)
      else this.#hash(count === 0 ? this.#topic : this.#words, count === 0 ? 0 : 32 * (count - 2))
      if (count === 0) this.#kind = TOPICS.findIndex((topic) => matches(this.#topic, 0, topic))
      count += 1
      this.#at = this.#space(this.#at)
      const next = this.#bytes[this.#at++]
      if (next === CLOSE) break
      if (next !== COMMA || count > 3) throw new Unusual('Topics are not written as JSON')
    }
    if (count < 2 || this.#kind < 0) throw new Unusual('This is no ledger event')
    this.#topicWords = count - 2
  }

  #body(): void {
    const from = this.#hex()
    const end = this.#bytes.indexOf(QUOTE, from)
    const words = (end - from) / 64
    if (!Number.isInteger(words) || words < 0 || words > WORDS_AT_MOST) throw new Unusual('Data are no whole words')
    this.#decode(from, 32 * words, this.#data, 0)
    this.#dataWords = words
    this.#close(end)
  }

  #quantity(): number {
    const from = this.#hex()
    let at = from
    let value = 0
    for (let digit; at - from <= 13 && (digit = DIGITS[this.#bytes[at]!]!) !== 255; at++) value = value * 16 + digit
    if (at === from || at - from > 13) throw new Unusual('A number is odd')
    this.#close(at)
    return value
  }

  /** A field nobody asks for: a text without escapes, or a plain word. */
  #skip(): void {
    const bytes = this.#bytes
    let at = this.#space(this.#at)
    if (bytes[at] === QUOTE) {
      do if (bytes[++at] === BACKSLASH || at >= bytes.length) throw new Unusual('A text is odd')
      while (bytes[at] !== QUOTE)
      at += 1
    } else
      while (bytes[at] !== COMMA && bytes[at] !== END) {
        if (at >= bytes.length || bytes[at] === OPEN || bytes[at] === BEGIN) throw new Unusual('A field is odd')
        at += 1
      }
    this.#at = at
  }

  #decode(from: number, length: number, into: Uint8Array, to: number): void {
    const bytes = this.#bytes
    let odd = 0
    for (let i = 0, at = from; i < length; i++, at += 2) {
      const high = DIGITS[bytes[at]!]!
      const low = DIGITS[bytes[at + 1]!]!
      odd |= high | low
      into[to + i] = (high << 4) | low
    }
    if (odd > 15) throw new Unusual('Hexadecimal was expected')
  }

  #space(at: number): number {
    while (this.#bytes[at]! <= SPACE) at += 1
    return at
  }
}

function matches(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
  return true
}

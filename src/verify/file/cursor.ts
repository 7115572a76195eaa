import { BYTES, LIST, MalformedRlp, payloadOf } from '../trie/rlp.ts'
import { refuse } from './problems.ts'

/**
 * Reads canonical RLP item by item, without a tree in memory: a hostile file cannot make it larger than itself. Every
 * method throws `Refused` for what is not there, is of another form, or could have been written otherwise.
 */
export class Cursor {
  readonly #bytes: Uint8Array
  #at: number
  readonly #end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = at
    this.#end = end
  }

  get at(): number {
    return this.#at
  }

  get done(): boolean {
    return this.#at === this.#end
  }

  /** Whether the next item is a list. */
  get isList(): boolean {
    return !this.done && this.#bytes[this.#at]! >= LIST
  }

  list(): Cursor {
    if (!this.isList) this.fail('a list should be here')
    const { from, end } = this.#payload()
    this.#at = end
    return new Cursor(this.#bytes, from, end)
  }

  bytes(length?: number): Uint8Array {
    if (this.done) this.fail('something is missing')
    if (this.isList) this.fail('bytes should be here')
    const { from, end } = this.#bytes[this.#at]! < BYTES ? { from: this.#at, end: this.#at + 1 } : this.#payload()
    const value = this.#bytes.subarray(from, end)
    if (from > this.#at && value.length === 1 && value[0]! < BYTES) this.fail('a byte has a prefix it does not need')
    if (length !== undefined && value.length !== length) this.fail(`${value.length} bytes instead of ${length}`)
    this.#at = end
    return value
  }

  /** Without leading zeros; of at most `most` bytes. */
  digits(most: number): Uint8Array {
    const at = this.#at
    const digits = this.bytes()
    if (digits.length > most || digits[0] === 0) this.fail('a number is too long', at)
    return digits
  }

  /** Of at most `bytes` bytes; exact up to 6. */
  small(bytes: number): number {
    const first = this.done ? 0 : this.#bytes[this.#at]!
    // Most are of one byte, and there are three in each event.
    if (first > 0 && first < BYTES) return this.#bytes[this.#at++]!
    return this.digits(bytes).reduce((n, digit) => n * 256 + digit, 0)
  }

  number(bytes = 32): bigint {
    return this.digits(bytes).reduce((n, digit) => (n << 8n) | BigInt(digit), 0n)
  }

  /** 0, −1, 1, −2 … as 0, 1, 2, 3 … */
  signed(bytes = 32): bigint {
    const n = this.number(bytes)
    return n & 1n ? -(n >> 1n) - 1n : n >> 1n
  }

  /** Nothing follows in this list. */
  end(): void {
    if (!this.done) this.fail('more is here than belongs here')
  }

  /** All items that are left, each read by `read`. */
  all<T>(read: (items: Cursor) => T): T[] {
    const found: T[] = []
    while (!this.done) found.push(read(this))
    return found
  }

  fail(detail: string, at = this.#at): never {
    return refuse({ kind: 'malformed', at, detail })
  }

  #payload(): { from: number; end: number } {
    try {
      return payloadOf(this.#bytes, this.#at, this.#end)
    } catch (error) {
      if (error instanceof MalformedRlp) return this.fail(error.message)
      throw error
    }
  }
}

/** The way back from `Cursor.signed`. */
export const zigzag = (n: bigint): bigint => (n < 0n ? -2n * n - 1n : 2n * n)

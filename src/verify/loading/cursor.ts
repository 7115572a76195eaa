/** What is read is not written the way RPCs write; it may still be good, to be read the slow way. */
export class Unusual extends Error {}

export const [QUOTE, COMMA, COLON, OPEN, CLOSE, BEGIN, END] = [0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d] as const
const [X, ZERO, SPACE, BACKSLASH] = [0x78, 0x30, 0x20, 0x5c]
/** No number of a block or log has more digits; and all of these fit into a number. */
const MOST_DIGITS = 13
const DIGITS = new Uint8Array(256).fill(255)
for (const digit of '0123456789abcdefABCDEF') DIGITS[digit.charCodeAt(0)] = Number(`0x${digit}`)

/** Reads JSON as far as logs need it, straight from bytes. Every method throws `Unusual` for what it does not expect. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array()
  at = 0

  /** Goes on with more bytes; those that were not read yet stay before them. */
  feed(chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.at)
    this.at = 0
    if (rest.length === 0) {
      this.bytes = chunk
      return
    }
    this.bytes = new Uint8Array(rest.length + chunk.length)
    this.bytes.set(rest)
    this.bytes.set(chunk, rest.length)
  }

  /** The next byte that is no space; `undefined` at the end. */
  peek(): number | undefined {
    while (this.bytes[this.at]! <= SPACE) this.at += 1
    return this.bytes[this.at]
  }

  /** The same, and steps over it. */
  take(): number | undefined {
    const found = this.peek()
    this.at += 1
    return found
  }

  /** Which of the names stands here, with its colon; −1: another one. */
  key(names: readonly Uint8Array[]): number {
    this.#expect(QUOTE, 'A name was expected')
    const from = this.at
    while (this.bytes[this.at] !== QUOTE)
      if (this.at >= this.bytes.length || this.bytes[this.at++] === BACKSLASH) throw new Unusual('A name is odd')
    const length = this.at++ - from
    this.#expect(COLON, 'A name has no value')
    return names.findIndex((name) => name.length === length && matches(this.bytes, from, name))
  }

  /** Exactly `length` bytes in hexadecimal. */
  hex(length: number, into: Uint8Array, to: number): void {
    this.#begin()
    this.#decode(length, into, to)
    this.#close()
  }

  /** Whole words of 32 bytes, `most` at most; how many. */
  words(into: Uint8Array, most: number): number {
    this.#begin()
    const words = (this.bytes.indexOf(QUOTE, this.at) - this.at) / 64
    if (!Number.isInteger(words) || words < 0 || words > most) throw new Unusual('Data are no whole words')
    this.#decode(32 * words, into, 0)
    this.#close()
    return words
  }

  quantity(): number {
    this.#begin()
    const from = this.at
    let value = 0
    for (let digit; (digit = DIGITS[this.bytes[this.at]!] ?? 255) !== 255; this.at++) value = value * 16 + digit
    if (this.at === from || this.at - from > MOST_DIGITS) throw new Unusual('A number is odd')
    this.#close()
    return value
  }

  /** A value nobody asks for: a text without escapes, or a plain word. */
  skip(): void {
    const quoted = this.peek() === QUOTE
    if (quoted) this.at += 1
    for (let byte; (byte = this.bytes[this.at]) !== undefined; this.at++) {
      if (quoted ? byte === QUOTE : byte === COMMA || byte === END) {
        if (quoted) this.at += 1
        return
      }
      if (byte === BACKSLASH || (!quoted && (byte === OPEN || byte === BEGIN))) break
    }
    throw new Unusual('A field is odd')
  }

  #begin(): void {
    this.#expect(QUOTE, 'A text was expected')
    if (this.bytes[this.at] !== ZERO || this.bytes[this.at + 1] !== X) throw new Unusual('Hexadecimal was expected')
    this.at += 2
  }

  #close(): void {
    if (this.bytes[this.at++] !== QUOTE) throw new Unusual('A text has another length than it should')
  }

  #expect(byte: number, otherwise: string): void {
    if (this.take() !== byte) throw new Unusual(otherwise)
  }

  #decode(length: number, into: Uint8Array, to: number): void {
    const { bytes } = this
    let { at } = this
    if (at + 2 * length > bytes.length) throw new Unusual('Hexadecimal breaks off')
    let seen = 0
    for (let i = to; i < to + length; i++, at += 2) {
      const high = DIGITS[bytes[at]!]!
      const low = DIGITS[bytes[at + 1]!]!
      seen |= high | low
      into[i] = (high << 4) | low
    }
    // What is no digit is 255 and leaves high bits behind.
    if (seen > 15) throw new Unusual('Hexadecimal was expected')
    this.at = at
  }
}

export function matches(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
  return true
}

/** What is read is not written the way RPCs write; it may still be good, to be read the slow way. */
export class Unusual extends Error {}

const [QUOTE, COLON] = [0x22, 0x3a]
export const [COMMA, OPEN, CLOSE, BEGIN, END] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d] as const
const [X, ZERO, NINE, SPACE, BACKSLASH] = [0x78, 0x30, 0x39, 0x20, 0x5c]
const PLAIN = ['false', 'true', 'null'].map((word) => new TextEncoder().encode(word))
const ODD_FIELD = () => new Unusual('A field is odd')
/** What the text 00000000 is as a number of 64 bits: compared as that, for no other number of 64 bits is as quick. */
const ZEROS = new DataView(new Uint8Array(8).fill(ZERO).buffer).getFloat64(0)
/** No number of a block or log has more digits; and all of these fit into a number. */
const MOST_DIGITS = 13
const DIGITS = new Uint8Array(256).fill(255)
for (const digit of '0123456789abcdefABCDEF') DIGITS[digit.charCodeAt(0)] = Number(`0x${digit}`)

/** Names of which no two are of one length: by it. */
export type Names = readonly ({ readonly index: number; readonly bytes: Uint8Array } | undefined)[]

export function namesOf(texts: readonly string[]): Names {
  const names: { index: number; bytes: Uint8Array }[] = []
  texts.forEach((text, index) => {
    if (names[text.length]) throw new RangeError('Two names have the same length')
    names[text.length] = { index, bytes: new TextEncoder().encode(text) }
  })
  return names
}

/** Reads JSON as far as logs need it, straight from bytes. Every method throws `Unusual` for what it does not expect. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array()
  at = 0
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** Bytes that were not read yet. */
  get rest(): number {
    return this.bytes.length - this.at
  }

  /** Goes on with more bytes; those that were not read yet stay before them. */
  feed(chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.at)
    this.at = 0
    if (rest.length === 0) this.bytes = chunk
    else {
      this.bytes = new Uint8Array(rest.length + chunk.length)
      this.bytes.set(rest)
      this.bytes.set(chunk, rest.length)
    }
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
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

  /** Which of the names stands here, with its colon; −1: another one. `names`: by their length. */
  key(names: Names): number {
    this.#expect(QUOTE, 'A name was expected')
    const from = this.at
    while (this.bytes[this.at] !== QUOTE)
      if (this.at >= this.bytes.length || this.bytes[this.at++] === BACKSLASH) throw new Unusual('A name is odd')
    const length = this.at++ - from
    this.#expect(COLON, 'A name has no value')
    const name = names[length]
    return name && matches(this.bytes, from, name.bytes) ? name.index : -1
  }

  /** Exactly `length` bytes in hexadecimal; a multiple of 4. */
  hex(length: number, into: Uint8Array, to: number): void {
    this.#begin()
    this.#decode(length, into, to)
    this.#close()
  }

  /** Whole words of 32 bytes, as many as there is room for behind `to`; how many there were. */
  words(into: Uint8Array, to: number): number {
    this.#begin()
    const words = (this.bytes.indexOf(QUOTE, this.at) - this.at) / 64
    if (!Number.isInteger(words) || words < 0 || to + 32 * words > into.length)
      throw new Unusual('Data are no whole words')
    this.#decode(32 * words, into, to)
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

  /** A value nobody asks for: a text without escapes, a plain word, or a whole number. */
  skip(): void {
    const { bytes } = this
    if (this.peek() !== QUOTE) return this.#skipPlain()
    do if (++this.at >= bytes.length || bytes[this.at] === BACKSLASH || bytes[this.at]! < SPACE) throw ODD_FIELD()
    while (bytes[this.at] !== QUOTE)
    this.at += 1
  }

  #skipPlain(): void {
    const word = PLAIN.find((each) => matches(this.bytes, this.at, each))
    if (word) {
      this.at += word.length
      return
    }
    const from = this.at
    while (this.bytes[this.at]! >= ZERO && this.bytes[this.at]! <= NINE) this.at += 1
    const digits = this.at - from
    if (digits === 0 || (digits > 1 && this.bytes[from] === ZERO)) throw ODD_FIELD()
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
    const view = this.#view
    let seen = 0
    for (let i = to; i < to + length; i += 4, at += 8) {
      // Most words are zeros for the most part: eight of them are seen at once.
      if (view.getFloat64(at) === ZEROS) {
        into[i] = into[i + 1] = into[i + 2] = into[i + 3] = 0
        continue
      }
      for (let k = 0; k < 4; k++) {
        const high = DIGITS[bytes[at + 2 * k]!]!
        const low = DIGITS[bytes[at + 2 * k + 1]!]!
        seen |= high | low
        into[i + k] = (high << 4) | low
      }
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

import { encode, encodeNumber } from '../trie/rlp.ts'
import type { Cursor } from './cursor.ts'

/** A word with fewer digits is written out again each time: that is as short as pointing to it. */
const LONG = 8

/**
 * Words of 32 bytes that a file has already: accounts come again and again. A word is written without its leading zeros;
 * the second time a long one is only pointed to, as a list of one number. There is one way to write each.
 */
export class Shelf {
  readonly #places = new Map<string, number>()
  readonly #words: Uint8Array[] = []

  write(word: Uint8Array): Uint8Array {
    const digits = withoutZeros(word)
    if (digits.length < LONG) return encode(digits)
    const place = this.#place(digits)
    return place === undefined ? encode(digits) : encode([encodeNumber(BigInt(place))])
  }

  /** The digits; at most 32. */
  read(from: Cursor): Uint8Array {
    const { at } = from
    if (from.isList) {
      const pointer = from.list()
      const word = this.#words[pointer.small(3)]
      pointer.end()
      return word ?? from.fail('it points to a word that is not there', at)
    }
    const digits = from.digits(32)
    if (digits.length >= LONG && this.#place(digits) !== undefined) from.fail('a word is written twice', at)
    return digits
  }

  /** Where it is; puts it there when it is new. */
  #place(digits: Uint8Array): number | undefined {
    // A text of one character a byte: the quickest key of bytes there is.
    const key = String.fromCharCode(...digits)
    const place = this.#places.get(key)
    if (place === undefined) {
      this.#places.set(key, this.#words.length)
      this.#words.push(digits)
    }
    return place
  }
}

function withoutZeros(word: Uint8Array): Uint8Array {
  let at = 0
  while (at < word.length && word[at] === 0) at++
  return word.subarray(at)
}

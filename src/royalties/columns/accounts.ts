import { hexOf } from '../hex.ts'
import type { Address } from '../words.ts'

/** Numbers for accounts, in the order in which they were first seen: so that a ledger is gone through without making a text for each. */
export class Accounts {
  /** Five numbers of 32 bits for each account. */
  #parts = new Uint32Array(5 * 64)
  /** Account + 1 by hash, the next free place after it; 0: nobody. At most half full. */
  #table = new Uint32Array(128)
  readonly #names: Address[] = []

  get length(): number {
    return this.#names.length
  }

  /** The account whose 20 bytes begin at `at`. */
  numberOf(bytes: Uint8Array, at: number): number {
    const a = read(bytes, at)
    const b = read(bytes, at + 4)
    const c = read(bytes, at + 8)
    const d = read(bytes, at + 12)
    const e = read(bytes, at + 16)
    const mask = this.#table.length - 1
    let place = hash(a, b, c, d, e) & mask
    for (let found = this.#table[place]!; found !== 0; found = this.#table[place]!) {
      const first = 5 * (found - 1)
      const parts = this.#parts
      const same = parts[first] === a && parts[first + 1] === b && parts[first + 2] === c
      if (same && parts[first + 3] === d && parts[first + 4] === e) return found - 1
      place = (place + 1) & mask
    }
    const number = this.#names.push(hexOf(bytes, at, at + 20)) - 1
    this.#table[place] = number + 1
    if (5 * number === this.#parts.length) this.#parts = longer(this.#parts)
    this.#parts.set([a, b, c, d, e], 5 * number)
    if (2 * this.#names.length > this.#table.length) this.#spread()
    return number
  }

  /** In lower case. */
  nameOf(number: number): Address {
    return this.#names[number]!
  }

  #spread(): void {
    this.#table = new Uint32Array(2 * this.#table.length)
    const mask = this.#table.length - 1
    for (let number = 0; number < this.#names.length; number++) {
      const [a, b, c, d, e] = this.#parts.subarray(5 * number, 5 * number + 5) as unknown as Five
      let place = hash(a, b, c, d, e) & mask
      while (this.#table[place] !== 0) place = (place + 1) & mask
      this.#table[place] = number + 1
    }
  }
}

type Five = readonly [number, number, number, number, number]

const read = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

/** Addresses are hashes already, but whoever wants may make similar ones. */
function hash(a: number, b: number, c: number, d: number, e: number): number {
  let mixed = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ c, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ Math.imul(d, 0x27d4eb2f), 0x165667b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ e, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function longer(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(2 * array.length)
  twice.set(array)
  return twice
}

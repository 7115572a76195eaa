import type { Address, Hex } from '../royalties/words.ts'

/** Calldata that is not what its function's signature allows. */
export class MalformedCalldata extends Error {
  override name = 'MalformedCalldata'
}

const WORD = 32

/**
 * Reads ABI-encoded values word by word. Written apart from viem on purpose: a review that used the encoder's own
 * library would repeat its mistakes. Strict: padding must be zero, and `end()` fails unless every byte was read.
 */
export class AbiWords {
  readonly #bytes: Uint8Array
  readonly #base: number
  readonly #seen: { bytes: number }
  #at: number

  constructor(bytes: Uint8Array, base = 0, seen = { bytes: 0 }) {
    this.#bytes = bytes
    this.#base = base
    this.#at = base
    this.#seen = seen
  }

  uint(bits = 256): bigint {
    const word = this.#take(WORD)
    let value = 0n
    for (const byte of word) value = (value << 8n) | BigInt(byte)
    if (value >> BigInt(bits)) throw new MalformedCalldata(`A number does not fit into ${bits} bits`)
    return value
  }

  number(bits: number): number {
    return Number(this.uint(bits))
  }

  bool(): boolean {
    return this.uint(1) === 1n
  }

  bytes32(): Hex {
    return hexOf(this.#take(WORD))
  }

  address(): Address {
    return `0x${this.uint(160).toString(16).padStart(40, '0')}`
  }

  /** Follows an offset to a dynamic value; offsets count from the start of the enclosing tuple. */
  tail<T>(read: (words: AbiWords) => T): T {
    return read(new AbiWords(this.#bytes, this.#base + this.#offset(), this.#seen))
  }

  /** An array of values of fixed size behind an offset. */
  array<T>(read: (words: AbiWords) => T): T[] {
    return this.tail((words) => {
      const length = words.#offset()
      const inner = new AbiWords(words.#bytes, words.#at, words.#seen)
      return Array.from({ length }, () => read(inner))
    })
  }

  /** A `bytes` value behind an offset. */
  dynamicBytes(): Hex {
    return this.tail((words) => {
      const length = words.#offset()
      const padded = words.#take(Math.ceil(length / WORD) * WORD)
      if (padded.subarray(length).some((byte) => byte !== 0)) throw new MalformedCalldata('Padding is not zero')
      return hexOf(padded.subarray(0, length))
    })
  }

  end(): void {
    if (this.#seen.bytes !== this.#bytes.length) throw new MalformedCalldata('There is more in the call than it says')
  }

  #offset(): number {
    const offset = this.uint(32)
    if (offset > BigInt(this.#bytes.length)) throw new MalformedCalldata('The call is cut off')
    return Number(offset)
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count
    if (end > this.#bytes.length) throw new MalformedCalldata('The call is cut off')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    // Honest encoders lay values out without overlap, so bytes read and bytes present are equal exactly once each.
    this.#seen.bytes += count
    return taken
  }
}

export const hexOf = (bytes: Uint8Array): Hex =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`

export function bytesOf(hex: Hex): Uint8Array {
  if (!/^0x([0-9a-f]{2})*$/i.test(hex)) throw new MalformedCalldata('This is no calldata')
  return Uint8Array.from({ length: (hex.length - 2) / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16),
  )
}

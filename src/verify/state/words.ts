import type { Hex } from '../../royalties/words.ts'

/** Words of the contract's storage, as far as they are had. What is asked for and not there is remembered: so whoever reads
 * a work says by reading which slots a proof of it needs, and no second list has to agree with the first. */
export class Words {
  readonly #words: ReadonlyMap<Hex, bigint>
  readonly #missing = new Set<Hex>()

  constructor(words: ReadonlyMap<Hex, bigint> = new Map()) {
    this.#words = words
  }

  /** `undefined`: not had. */
  at(slot: Hex): bigint | undefined {
    const word = this.#words.get(slot)
    if (word === undefined) this.#missing.add(slot)
    return word
  }

  get missing(): readonly Hex[] {
    return [...this.#missing]
  }
}

import type { Hex } from '../../royalties/words.ts'
import type { Pin } from '../evidence.ts'

export type Where = { readonly blockHash: Hex } | Hex

/** What RPCs say that expect a number or a tag where a block's hash stands: an error of the form, not of the block. */
const MISUNDERSTOOD =
  /invalid|argument|param|unmarshal|deserializ|expected|cannot convert|not supported|unsupported|eip-?1898/i

/**
 * Asks one RPC about a block by its hash, so that a reorganisation cannot mix two histories; by its number where the RPC
 * knows blocks by number only. Then only what follows (a proof, or `stands`) says that it was that block.
 */
export class AtBlock {
  #byNumber = false

  async ask<T>({ number, hash }: Pick<Pin, 'number' | 'hash'>, ask: (where: Where) => Promise<T>): Promise<T> {
    const numbered: Hex = `0x${number.toString(16)}`
    if (this.#byNumber) return ask(numbered)
    try {
      return await ask({ blockHash: hash })
    } catch (error) {
      if (!MISUNDERSTOOD.test(error instanceof Error ? error.message : '')) throw error
      const answer = await ask(numbered)
      this.#byNumber = true
      return answer
    }
  }
}

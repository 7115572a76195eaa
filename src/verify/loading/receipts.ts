import { numberToHex } from 'viem'
import { each } from '../each.ts'
import { detailOf } from '../walk.ts'

type Request = (args: { method: string; params: unknown[] }) => Promise<unknown>

/** Nobody settles a dispute by more requests than this. */
const MOST_TRANSACTIONS = 1_000
/** What RPCs say that have no such method, or keep it to those who pay. */
const UNKNOWN = /method|not supported|unsupported|not available|not allowed|not enabled|upgrade/i

/** Asks one RPC for all receipts of a block: at once, or one by one where it does not know how. */
export class ReceiptSource {
  readonly #request: Request
  #singly = false

  constructor(request: Request) {
    this.#request = request
  }

  /** Raw and unchecked, in the order of the block. Rejects with what the RPC said. */
  async ask(block: bigint): Promise<unknown> {
    const number = numberToHex(block)
    if (this.#singly) return this.#oneByOne(number)
    try {
      return await this.#request({ method: 'eth_getBlockReceipts', params: [number] })
    } catch (error) {
      if (!UNKNOWN.test(detailOf(error))) throw error
      const receipts = await this.#oneByOne(number)
      this.#singly = true
      return receipts
    }
  }

  /** Which transactions there are is the RPC's word: the root of the receipts says whether they are all. */
  async #oneByOne(number: string): Promise<unknown> {
    const block = await this.#request({ method: 'eth_getBlockByNumber', params: [number, false] })
    const { transactions } = (block ?? {}) as { transactions?: unknown }
    if (!Array.isArray(transactions)) throw new Error('The RPC does not say which transactions the block has')
    if (transactions.length > MOST_TRANSACTIONS)
      throw new Error(
        `The block has more than ${MOST_TRANSACTIONS} transactions, and the RPC shows receipts one by one`,
      )
    return each(transactions, async (hash: unknown) => {
      const receipt = await this.#request({ method: 'eth_getTransactionReceipt', params: [hash] })
      if (!receipt) throw new Error('The RPC has not all receipts of the block')
      return receipt
    })
  }
}

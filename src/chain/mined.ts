import { WaitForTransactionReceiptTimeoutError, type Client, type Hex, type TransactionReceipt } from 'viem'
import { getTransactionReceipt } from 'viem/actions'

export interface Patience {
  /** Milliseconds until it gives up; default three minutes. */
  readonly timeout?: number
  /** Milliseconds between two questions; default the client's. */
  readonly interval?: number
}

/**
 * The receipt of a transaction, asked for until it is there; an RPC that fails meanwhile is asked again.
 *
 * viem's `waitForTransactionReceipt` asks once a new block: on a chain that mines on demand no block may follow the
 * transaction's own, and an answer that came a moment too early is then the last.
 * @throws `WaitForTransactionReceiptTimeoutError`, or what the RPC last failed with.
 */
export async function mined(
  client: Client,
  hash: Hex,
  { timeout = 180_000, interval = client.pollingInterval }: Patience = {},
): Promise<TransactionReceipt> {
  const until = performance.now() + timeout
  for (;;) {
    try {
      return await getTransactionReceipt(client, { hash })
    } catch (error) {
      const missing = (error as Error).name === 'TransactionReceiptNotFoundError'
      if (performance.now() >= until) throw missing ? new WaitForTransactionReceiptTimeoutError({ hash }) : error
    }
    await new Promise((again) => setTimeout(again, interval))
  }
}

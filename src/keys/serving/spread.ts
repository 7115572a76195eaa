import { serializeTransaction } from 'viem'
import { getTransaction, sendRawTransaction } from 'viem/actions'
import type { ChainClient } from '../../chain/client.ts'
import type { Hex } from '../../royalties/words.ts'

type Known = Awaited<ReturnType<typeof getTransaction>>

/** Hands a transaction that one RPC knows to all the others. Resolves in any case: the wallet has sent it itself. */
export async function spread(hash: Hex, clients: readonly ChainClient[]): Promise<void> {
  const known = await Promise.any(clients.map((client) => getTransaction(client, { hash }))).catch(() => undefined)
  const raw = known && rawOf(known)
  if (raw) await Promise.allSettled(clients.map((client) => sendRawTransaction(client, { serializedTransaction: raw })))
}

/** The signed bytes; `undefined` for a kind of transaction that is not put together here (wallets make EIP-1559 ones). */
export function rawOf(known: Known): Hex | undefined {
  if (known.type !== 'eip1559') return undefined
  const { r, s, yParity, to, input: data, value, nonce, gas } = known
  const { chainId, maxFeePerGas, maxPriorityFeePerGas, accessList } = known
  const fees = { chainId, maxFeePerGas, maxPriorityFeePerGas, accessList }
  return serializeTransaction({ type: 'eip1559', to, data, value, nonce, gas, ...fees }, { r, s, yParity })
}

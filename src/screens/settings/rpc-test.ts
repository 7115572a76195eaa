import { http, createClient } from 'viem'
import { getBlockNumber, getChainId } from 'viem/actions'
import { chainOf } from '../../chain/client.ts'
import type { Network } from '../../chain/networks.ts'
import { problemOf } from '../../chain/problems.ts'
import { sentenceOf } from '../../chain/sentences.ts'

export type RpcVerdict =
  { readonly ok: true; readonly block: bigint; readonly ms: number } | { readonly ok: false; readonly sentence: string }

/** Asks one RPC for its chain and its newest block. */
export async function testRpc(network: Network, url: string): Promise<RpcVerdict> {
  const started = performance.now()
  try {
    const client = createClient({ chain: chainOf(network), transport: http(url, { retryCount: 0, timeout: 8_000 }) })
    const [id, block] = await Promise.all([getChainId(client), getBlockNumber(client)])
    if (id !== network.id) return { ok: false, sentence: `It serves network ${id}, not ${network.id}.` }
    return { ok: true, block, ms: Math.round(performance.now() - started) }
  } catch (error) {
    return { ok: false, sentence: sentenceOf(problemOf(error)).what }
  }
}

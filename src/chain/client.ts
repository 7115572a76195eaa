import { createClient, fallback, http, type Chain, type Client, type Transport } from 'viem'
import type { Network } from './networks.ts'

/**
 * A reading client. Bare on purpose: actions come from `viem/actions` one by one, so that the first screen does not
 * load the sixty it never uses. A viem `PublicClient` fits wherever this type is asked for.
 */
export type ChainClient = Client<Transport, Chain>

/** A network as viem and wagmi know chains. */
export const chainOf = (network: Network): Chain => ({
  id: network.id,
  name: network.name,
  nativeCurrency: network.currency,
  rpcUrls: { default: { http: network.rpcs } },
  ...(network.explorer ? { blockExplorers: { default: { name: 'Explorer', url: network.explorer } } } : {}),
})

/** Requests go to the first RPC that answers; bursts of one task travel as one JSON-RPC batch, except locally. */
export const transportOf = (network: Network): Transport => {
  const batch = network.local ? false : { wait: 8, batchSize: 40 }
  const each = network.rpcs.map((url) => http(url, { batch, timeout: 15_000, retryCount: 1, retryDelay: 250 }))
  return fallback(each, { rank: false, retryCount: 1 })
}

export const openClient = (network: Network): ChainClient =>
  createClient({
    chain: chainOf(network),
    transport: transportOf(network),
    pollingInterval: network.local ? 500 : 2_000,
    cacheTime: 0,
  })

import { NATIVE, type Address } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import type { Network } from './networks.ts'

/** How amounts of a currency are written. */
export interface Currency {
  readonly address: Address
  readonly symbol: string
  readonly name: string
  readonly decimals: number
  readonly permit: boolean
  /** Whether the network's list names it; any contract can call itself "USDC". */
  readonly listed: boolean
}

export const nativeOf = ({ currency }: Pick<Network, 'currency'>): Currency => ({
  ...currency,
  address: NATIVE,
  permit: false,
  listed: true,
})

/** The currency behind an address if the network's list has it, without asking the chain. */
export function listedCurrency(network: Network, address: Address): Currency | undefined {
  if (address === NATIVE) return nativeOf(network)
  const token = network.tokens.find((each) => each.address.toLowerCase() === address.toLowerCase())
  return token && { ...token, listed: true }
}

/** Listed currencies at once; others as they describe themselves, cut short, because what they say is untrusted. */
export async function currencyOf(client: ChainClient, network: Network, address: Address): Promise<Currency> {
  const listed = listedCurrency(network, address)
  if (listed) return listed
  const { readToken } = await import('./token-reads.ts')
  return { ...(await readToken(client, address)), listed: false }
}

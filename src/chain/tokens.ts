import { erc20Abi } from 'viem'
import { getBalance, readContract } from 'viem/actions'
import { NATIVE, type Address } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import type { Network, Token } from './networks.ts'

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
  return listedCurrency(network, address) ?? { ...(await readToken(client, address)), listed: false }
}

export async function readToken(client: ChainClient, address: Address): Promise<Token> {
  const read = <N extends 'name' | 'symbol' | 'decimals'>(functionName: N) =>
    readContract(client, { address, abi: erc20Abi, functionName }).catch(() => undefined)
  const [name, symbol, decimals] = await Promise.all([read('name'), read('symbol'), read('decimals')])
  const short = (text: unknown, most: number) => (typeof text === 'string' && text ? text.slice(0, most) : undefined)
  return {
    address,
    symbol: short(symbol, 12) ?? '?',
    name: short(name, 48) ?? 'Unnamed token',
    decimals: typeof decimals === 'number' ? decimals : 0,
    permit: true,
  }
}

export const balanceOf = (client: ChainClient, currency: Address, account: Address): Promise<bigint> =>
  currency === NATIVE
    ? getBalance(client, { address: account })
    : readContract(client, { address: currency, abi: erc20Abi, functionName: 'balanceOf', args: [account] })

export const allowanceOf = (client: ChainClient, token: Address, owner: Address, spender: Address): Promise<bigint> =>
  readContract(client, { address: token, abi: erc20Abi, functionName: 'allowance', args: [owner, spender] })

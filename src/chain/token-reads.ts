import { erc20Abi } from 'viem'
import { getBalance, readContract } from 'viem/actions'
import { NATIVE, type Address } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import type { Token } from './networks.ts'

/** A token as it describes itself. */
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

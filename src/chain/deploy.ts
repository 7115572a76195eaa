import { getCode } from 'viem/actions'
import type { Call } from './action.ts'
import { deployCall } from './calls.ts'
import type { ChainClient } from './client.ts'

/**
 * What has to be sent, in this order, to complete a deployment; empty when it is complete. Anyone may: the addresses
 * follow from the code alone. The code is large, so it is loaded only here.
 */
export async function deployCalls(client: ChainClient): Promise<{ name: string; call: Call }[]> {
  const { initcode } = await import('../../contracts-abi/initcode.ts')
  const codes = await Promise.all(initcode.map(({ address }) => getCode(client, { address })))
  return initcode.filter((_, i) => !codes[i]).map(({ name, initCode }) => ({ name, call: deployCall(initCode) }))
}

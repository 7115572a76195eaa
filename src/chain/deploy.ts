import { getCode } from 'viem/actions'
import type { Call } from './action.ts'
import { deployCall } from './calls.ts'
import type { ChainClient } from './client.ts'

/**
 * What has to be sent, in this order, to complete a deployment; empty when it is complete. Anyone may: the addresses
 * follow from the code alone. The code is large, so it is loaded only here.
 */
export async function deployCalls(client: ChainClient): Promise<{ name: string; call: Call }[]> {
  const { initCode: pieces } = await import('../../contracts-abi/initcode.ts')
  const codes = await Promise.all(pieces.map(({ address }) => getCode(client, { address })))
  return pieces.filter((_, i) => !codes[i]).map(({ name, initCode }) => ({ name, call: deployCall(initCode) }))
}

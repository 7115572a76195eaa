import { estimateGas } from 'viem/actions'
import type { Address } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import type { Step } from './deploy.ts'
import { networkFee, type NetworkFee } from './fees.ts'
import type { Network } from './networks.ts'
import { deployment } from '../../contracts-abi/deployment.ts'
import { size, sliceHex } from 'viem'

/** What creating through the proxy costs above creating directly: CREATE2 hashes the code, the proxy copies it. */
const PROXY_GAS = 3_000n
const PROXY_GAS_PER_WORD = 14n

/** Gas of one step as the chain itself estimates it. Without the proxy the code is tried as a plain creation. */
async function gasOf(client: ChainClient, { call }: Step, from: Address | undefined, proxy: boolean): Promise<bigint> {
  const account = from ? { account: from } : {}
  if (proxy) return estimateGas(client, { ...account, to: deployment.proxy, data: call.data })
  const initCode = sliceHex(call.data, 32)
  const gas = await estimateGas(client, { ...account, data: initCode })
  return gas + PROXY_GAS + PROXY_GAS_PER_WORD * BigInt(Math.ceil(size(initCode) / 32))
}

/** What each step would cost now, by its name. `proxy`: whether it is on the chain already. */
export async function costsOf(
  client: ChainClient,
  network: Pick<Network, 'dataFee'>,
  steps: readonly Step[],
  from: Address | undefined,
  proxy: boolean,
): Promise<Map<string, NetworkFee>> {
  const fees = steps.map(async (step) => {
    const gas = await gasOf(client, step, from, proxy)
    return [step.name, await networkFee(client, network, gas, step.call)] as const
  })
  return new Map(await Promise.all(fees))
}

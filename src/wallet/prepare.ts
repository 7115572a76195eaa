import { getTransaction, getTransactionCount } from 'viem/actions'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import { assureDeployment } from '../chain/deployed.ts'
import { describe } from '../chain/describe.ts'
import { failure, problemOf, type Result } from '../chain/problems.ts'
import { simulate } from '../chain/simulate.ts'
import type { Address, Hex } from '../royalties/words.ts'

export interface Prepared {
  readonly gas: bigint
  readonly nonce: number
}

/** The last checks before a wallet is asked: the bytes say what was meant, the contracts are ours, and it would work. */
export async function prepare(client: ChainClient, call: Call, from: Address): Promise<Result<Prepared>> {
  const { kind } = call.action
  const checked = await (kind === 'deploy' || kind === 'fund' ? checkFoundation(client, call) : checkUse(client, call))
  if (!checked.ok) return checked
  const gas = await simulate(client, call, from)
  if (!gas.ok) return gas
  try {
    const nonce = await getTransactionCount(client, { address: from, blockTag: 'pending' })
    return { ok: true, value: { gas: gas.value, nonce } }
  } catch (error) {
    return failure(problemOf(error))
  }
}

async function checkUse(client: ChainClient, call: Call): Promise<Result<true>> {
  const described = describe(call)
  return described.ok ? assureDeployment(client) : described
}

async function checkFoundation(client: ChainClient, call: Call): Promise<Result<true>> {
  const { checkDeploying } = await import('../chain/deploy-checks.ts')
  return checkDeploying(client, call)
}

/** The number the wallet really gave the transaction, which may differ from the one expected. */
export const nonceOf = async (client: ChainClient, hash: Hex): Promise<number> =>
  (await getTransaction(client, { hash })).nonce

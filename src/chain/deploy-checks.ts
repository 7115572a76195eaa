import type { Call } from './action.ts'
import type { ChainClient } from './client.ts'
import { checkDeployment } from './deployed.ts'
import { PROXY_COST, PROXY_SENDER, readProxy } from './deploy-proxy.ts'
import { describe } from './describe.ts'
import { failure, type Failure, type Result } from './problems.ts'

/**
 * What stands before a transaction that makes a deployment, instead of the comparison that stands before every other:
 * its bytes say what was meant, and it adds to nothing foreign, which could never be used.
 */
export async function checkDeploying(client: ChainClient, call: Call): Promise<Result<true>> {
  const described = call.action.kind === 'fund' ? checkFunding(call) : describe(call)
  if (!described.ok) return described
  const check = await checkDeployment(client)
  if (!check.ok && check.problem.kind !== 'notDeployed') return check
  // A call to an empty address succeeds and does nothing: without the proxy the fee would be lost.
  if (call.action.kind === 'deploy' && (await readProxy(client)).kind !== 'here')
    return failure({ kind: 'notDeployed', pieces: ['the deployment proxy'] })
  return { ok: true, value: true }
}

/** Reads a funding back from what will be signed: a plain transfer to the one sender, never above its need. */
export function checkFunding({ to, data, value, action }: Call): Failure | { readonly ok: true } {
  const mismatch = (detail: string) => failure({ kind: 'mismatch', detail })
  if (to.toLowerCase() !== PROXY_SENDER.toLowerCase()) return mismatch('The money would go to a stranger.')
  if (data !== '0x') return mismatch('The transfer carries data nobody asked for.')
  if (value > PROXY_COST || action.kind !== 'fund' || action.amount !== value)
    return mismatch('The money sent is not what the deployment proxy needs.')
  return { ok: true }
}

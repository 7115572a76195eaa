import { call as ethCall, estimateGas } from 'viem/actions'
import type { Address } from '../royalties/words.ts'
import type { Call } from './action.ts'
import type { ChainClient } from './client.ts'
import { failure, type Result } from './problems.ts'
import { refusalOf } from './refusals.ts'

/** Estimates are raised by a fifth: storage that another payment touches first may cost a little more by then. */
const MARGIN = { numerator: 6n, denominator: 5n }

/** Runs the call against the newest block without signing. `value`: gas to ask for; a problem: what would happen. */
export async function simulate(client: ChainClient, { to, data, value }: Call, from: Address): Promise<Result<bigint>> {
  try {
    const gas = await estimateGas(client, { account: from, to, data, value })
    return { ok: true, value: (gas * MARGIN.numerator) / MARGIN.denominator }
  } catch (error) {
    const problem = refusalOf(error)
    // Some RPCs estimate without saying why it failed; a plain call to the same bytes does.
    if (problem.kind !== 'reverted' || problem.name) return failure(problem)
    return ethCall(client, { account: from, to, data, value }).then(
      () => failure(problem),
      (reason: unknown) => failure(refusalOf(reason)),
    )
  }
}

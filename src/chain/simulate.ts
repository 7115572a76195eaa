import { call as ethCall, estimateGas, getBlock } from 'viem/actions'
import type { Address, WorkId } from '../royalties/words.ts'
import type { Action, Call } from './action.ts'
import type { ChainClient } from './client.ts'
import { failure, type Problem, type Result } from './problems.ts'
import { refusalOf } from './refusals.ts'

/** Estimates are raised by a fifth: storage that another payment touches first may cost a little more by then. */
const MARGIN = { numerator: 6n, denominator: 5n }
/** The most gas that one transaction may have, by EIP-7825. A chain that allows more has no need of it here. */
const MOST_GAS = 1n << 24n
/** Where a block may have more, gas is also what the bytes cost (Arbitrum), or another unit, and no such bound is known. */
const MOST_IN_BLOCK = 1n << 32n

/** Runs the call against the newest block without signing. `value`: gas to ask for; a problem: what would happen. */
export async function simulate(client: ChainClient, call: Call, from: Address): Promise<Result<bigint>> {
  const { to, data, value, action } = call
  const refused = (problem: Problem) =>
    failure(problem.kind === 'tooMuchGas' ? { ...problem, works: worksIn(action) } : problem)
  try {
    const gas = await estimateGas(client, { account: from, to, data, value })
    const asked = (gas * MARGIN.numerator) / MARGIN.denominator
    if (asked <= MOST_GAS || (await isUnbounded(client))) return { ok: true, value: asked }
    return gas > MOST_GAS ? refused({ kind: 'tooMuchGas', works: [] }) : { ok: true, value: MOST_GAS }
  } catch (error) {
    const problem = refusalOf(error)
    // Some RPCs estimate without saying why it failed; a plain call to the same bytes does.
    if (problem.kind !== 'reverted' || problem.name) return refused(problem)
    return ethCall(client, { account: from, to, data, value }).then(
      () => failure(problem),
      (reason: unknown) => refused(refusalOf(reason)),
    )
  }
}

const isUnbounded = (client: ChainClient): Promise<boolean> =>
  getBlock(client).then(
    ({ gasLimit }) => gasLimit > MOST_IN_BLOCK,
    () => false,
  )

/** The works whose past an action has to bring up to date before it can do anything. */
function worksIn(action: Action): readonly WorkId[] {
  if (action.kind === 'permitAndCall') return worksIn(action.inner)
  if (action.kind === 'buy') return [action.purchase.work]
  if ('works' in action) return action.works
  return 'work' in action ? [action.work] : []
}

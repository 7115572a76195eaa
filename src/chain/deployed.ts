import { keccak256 } from 'viem'
import { getCode } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { ChainClient } from './client.ts'
import { failure, problemOf, type Result } from './problems.ts'

/**
 * Compares the code at the contracts' addresses with this build, before anything is written. `notDeployed`: some
 * addresses are empty (anyone may deploy them); `foreign`: something else lives there, and the app must not write.
 */
export async function checkDeployment(client: ChainClient): Promise<Result<true>> {
  const { pieces } = deployment
  try {
    const codes = await Promise.all(pieces.map(({ address }) => getCode(client, { address })))
    const missing = pieces.filter((_, i) => !codes[i])
    if (missing.length > 0) return failure({ kind: 'notDeployed', pieces: missing.map(({ name }) => name) })
    const foreign = pieces.filter(({ codeHash }, i) => keccak256(codes[i]!) !== codeHash)
    return foreign.length > 0 ? failure({ kind: 'foreign', pieces: foreign }) : { ok: true, value: true }
  } catch (error) {
    return failure(problemOf(error))
  }
}

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
  const expected = [...deployment.pieces, { name: 'Tributary', ...deployment.tributary }]
  const distinct = expected.filter(({ address }, i) => expected.findIndex((each) => each.address === address) === i)
  try {
    const codes = await Promise.all(distinct.map(({ address }) => getCode(client, { address })))
    const missing = distinct.filter((_, i) => !codes[i])
    if (missing.length > 0) return failure({ kind: 'notDeployed', pieces: missing.map(({ name }) => name) })
    const foreign = distinct.filter(({ codeHash }, i) => keccak256(codes[i]!) !== codeHash)
    return foreign.length > 0 ? failure({ kind: 'foreign', pieces: foreign }) : { ok: true, value: true }
  } catch (error) {
    return failure(problemOf(error))
  }
}

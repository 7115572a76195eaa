import { keccak256 } from 'viem'
import { getChainId, getCode } from 'viem/actions'
import { pieces } from '../../contracts-abi/pieces.ts'
import type { Address, Hex } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { failure, problemOf, type Result } from './problems.ts'

/** One contract of the deployment, and what stands at its address on a chain. */
export interface Piece {
  readonly name: string
  readonly address: Address
  /** Of the code this app was built with. */
  readonly codeHash: Hex
  readonly found: 'ours' | 'nothing' | 'foreign'
}

export const findPieces = (client: ChainClient): Promise<Piece[]> =>
  Promise.all(
    pieces.map(async ({ name, address, codeHash }) => {
      const code = await getCode(client, { address })
      const found = !code ? 'nothing' : keccak256(code) === codeHash ? 'ours' : 'foreign'
      return { name, address, codeHash, found } as const
    }),
  )

/**
 * Compares the code at the contracts' addresses with this build. `foreign`: something else lives at one of them, and
 * the app must not write, nor complete the rest; `notDeployed`: some are empty, and anyone may deploy them.
 */
export async function checkDeployment(client: ChainClient): Promise<Result<true>> {
  try {
    const [answered, set] = await Promise.all([getChainId(client), findPieces(client)])
    // Codes read from one chain say nothing about the chain that the wallet would send to.
    if (answered !== client.chain.id) return failure({ kind: 'elsewhere', wanted: client.chain.name, answered })
    const foreign = set.filter(({ found }) => found === 'foreign')
    if (foreign.length > 0) return failure({ kind: 'foreign', pieces: foreign })
    const missing = set.filter(({ found }) => found === 'nothing')
    if (missing.length > 0) return failure({ kind: 'notDeployed', pieces: missing.map(({ name }) => name) })
    return { ok: true, value: true }
  } catch (error) {
    return failure(problemOf(error))
  }
}

const assured = new WeakSet<ChainClient>()

/**
 * What stands before everything that a wallet signs. Code cannot change once it is there, so a chain that has passed is
 * not asked again by the same client; one that has not is asked every time.
 */
export async function assureDeployment(client: ChainClient): Promise<Result<true>> {
  if (assured.has(client)) return { ok: true, value: true }
  const check = await checkDeployment(client)
  if (check.ok) assured.add(client)
  return check
}

/** Whether a contract account vouches for a manifest's signature (ERC-1271). */
import { parseAbi } from 'viem'
import { getCode, readContract } from 'viem/actions'
import type { ChainClient } from '../../chain/client.ts'
import { problemOf } from '../../chain/problems.ts'
import type { Manifest } from '../../content/manifest.ts'
import { signingHash } from '../../content/signing.ts'
import type { Address } from '../../royalties/words.ts'

const abi = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
const VALID = '0x1626ba7e'

/** Rejects when the network does not answer. */
export async function isVouchedFor(client: ChainClient, creator: Address, manifest: Manifest): Promise<boolean> {
  const { signature } = manifest
  if (!signature || !(await getCode(client, { address: creator }))) return false
  const args = [signingHash(manifest), signature] as const
  const answer = await readContract(client, { address: creator, abi, functionName: 'isValidSignature', args }).catch(
    (error: unknown) => {
      // A contract that refuses, or knows no such question, vouches for nothing; silence is another matter.
      const problem = problemOf(error)
      if (problem.kind === 'reverted' || problem.kind === 'notDeployed') return undefined
      throw error
    },
  )
  return answer === VALID
}

import { parseAbi } from 'viem'
import { readContract } from 'viem/actions'
import type { ChainClient } from '../../chain/client.ts'
import type { ContentKey } from '../../content/keyline.ts'
import type { Manifest } from '../../content/manifest.ts'
import { signerOf, signingHash } from '../../content/signing.ts'
import type { Address } from '../../royalties/words.ts'

const ERC1271 = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
const VALID = '0x1626ba7e'

/** Who signed the manifest for this content key; `undefined`: nobody whose signature holds. An account that is a contract
 * (`creator`) is asked whether it did. Rejects when the network does not answer. */
export async function authorOf(
  client: ChainClient,
  manifest: Manifest,
  key: ContentKey,
  creator: Address,
): Promise<Address | undefined> {
  if (manifest.key?.x !== key.x || manifest.key.y !== key.y) return undefined
  const signer = signerOf(manifest)
  const isContracts = manifest.signature !== undefined && signer?.toLowerCase() !== creator.toLowerCase()
  return isContracts && (await contractSigned(client, manifest, creator)) ? creator : signer
}

async function contractSigned(client: ChainClient, manifest: Manifest, creator: Address): Promise<boolean> {
  if (!(await hasCode(client, creator))) return false
  const args = [signingHash(manifest), manifest.signature as `0x${string}`] as const
  const asked = { address: creator, abi: ERC1271, functionName: 'isValidSignature', args } as const
  return readContract(client, asked).then(
    (answer) => answer === VALID,
    () => false,
  )
}

const hasCode = async (client: ChainClient, address: Address): Promise<boolean> =>
  (await client.request({ method: 'eth_getCode', params: [address, 'latest'] })).length > 2

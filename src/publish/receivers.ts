/** Whether an account can hold shares at all. Found before anything is signed, not discovered as a bare revert. */
import { encodeFunctionData, parseAbi } from 'viem'
import { call, getCode } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { ChainClient } from '../chain/client.ts'
import { NATIVE, type Address } from '../royalties/words.ts'

const hook = parseAbi([
  'function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes data) returns (bytes4)',
])
const ACCEPTED = '0xf23a6e61'

/** True for contracts, and accounts with delegated code (EIP-7702), that do not answer the ERC-1155 hook. Rejects when
 * the network does not answer: not knowing is not a refusal. */
export async function refusesShares(client: ChainClient, account: Address, creator: Address): Promise<boolean> {
  const code = await getCode(client, { address: account })
  if (!code || code === '0x') return false
  const data = encodeFunctionData({
    abi: hook,
    functionName: 'onERC1155Received',
    args: [creator, NATIVE, 1n, 1n, '0x'],
  })
  const answer = await call(client, { account: deployment.tributary.address, to: account, data }).catch(
    async (error: unknown) => {
      // A node that is gone must not look like a contract that refuses.
      await getCode(client, { address: account })
      return { data: undefined, error }
    },
  )
  return !answer.data?.startsWith(ACCEPTED)
}

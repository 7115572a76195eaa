import { getAddress, isAddress } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import { NATIVE, type Address } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { problemOf } from './problems.ts'

export type ParsedAddress = { ok: true; address: Address } | { ok: false; sentence: string }

/** An address somebody typed. Mixed case carries a checksum and must match it; one case alone carries none. */
export function parseAddress(text: string): ParsedAddress {
  const given = text.trim()
  if (!/^0x[0-9a-fA-F]{40}$/.test(given)) return { ok: false, sentence: 'An address is 0x and 40 hex digits.' }
  if (given === NATIVE) return { ok: false, sentence: 'This is the empty address; nobody has its key.' }
  const oneCase = given.slice(2) === given.slice(2).toLowerCase() || given.slice(2) === given.slice(2).toUpperCase()
  if (!oneCase && !isAddress(given, { strict: true }))
    return { ok: false, sentence: 'Upper and lower case do not match: a digit is wrong. Copy the address again.' }
  return { ok: true, address: getAddress(given.toLowerCase()) }
}

const hook = [
  {
    type: 'function',
    name: 'onERC1155Received',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'operator', type: 'address' },
      { name: 'from', type: 'address' },
      { name: 'id', type: 'uint256' },
      { name: 'value', type: 'uint256' },
      { name: 'data', type: 'bytes' },
    ],
    outputs: [{ name: '', type: 'bytes4' }],
  },
] as const

/**
 * Whether an account can hold shares: one without code always can; one with code (a contract, or EIP-7702) only if it
 * answers the ERC-1155 hook. Asked as Tributary itself would ask. Rejects when the network does not answer.
 */
export async function canHoldShares(client: ChainClient, account: Address): Promise<boolean> {
  const code = await getCode(client, { address: account })
  if (!code) return true
  const answer = await readContract(client, {
    address: account,
    abi: hook,
    functionName: 'onERC1155Received',
    args: [deployment.tributary.address, deployment.tributary.address, 1n, 1n, '0x'],
    account: deployment.tributary.address,
  }).then(String, (error: unknown) => {
    // A node that does not answer must not look like a contract that refuses.
    if (problemOf(error).kind !== 'reverted') throw error
    return ''
  })
  return answer === '0xf23a6e61'
}

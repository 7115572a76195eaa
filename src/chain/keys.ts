import { readContract } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { workId, type Address, type Hex, type Usage, type WorkId } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import type { At } from './read.ts'

const contract = { address: deployment.tributary.address, abi: tributaryAbi } as const

/** Where a request stands: `open` carries the hash of its terms. */
export type RequestState = { kind: 'unused' } | { kind: 'closed' } | { kind: 'open'; terms: Hex }

/** Rejects, as everything here, when the network does not answer. */
export async function requestOf(client: ChainClient, id: Hex, at: At = {}): Promise<RequestState> {
  const stored = await readContract(client, { ...contract, functionName: 'requestOf', args: [id], ...at })
  const known = BigInt(stored)
  return known === 0n ? { kind: 'unused' } : known === 1n ? { kind: 'closed' } : { kind: 'open', terms: stored }
}

/** What an account may do with a work. */
export interface Reader {
  /** Block in which the content key was delivered to it; 0: not delivered (its creator has it all the same). */
  readonly keyBlock: bigint
  readonly licences: readonly Usage[]
}

export async function readerOf(client: ChainClient, work: WorkId, account: Address, at: At = {}): Promise<Reader> {
  const args = [work, account] as const
  const { keyBlock, licences } = await readContract(client, { ...contract, functionName: 'readerOf', args, ...at })
  const usages = Array.from({ length: 16 }, (_, usage) => usage as Usage)
  return { keyBlock: BigInt(keyBlock), licences: usages.filter((usage) => (licences >> usage) & 1) }
}

/** Who may deliver for `account`; the zero address: nobody else. */
export const delegateOf = (client: ChainClient, work: WorkId, account: Address, at: At = {}): Promise<Address> =>
  readContract(client, { ...contract, functionName: 'delegateOf', args: [work, account], ...at })

/** What waits for an account in one currency, in currency units. */
export const withdrawableOf = (client: ChainClient, currency: Address, account: Address, at: At = {}) =>
  readContract(client, { ...contract, functionName: 'withdrawableOf', args: [currency, account], ...at })

/** The work whose content key has this address; `undefined`: none. */
export async function workOfKey(client: ChainClient, keyAddress: Address, at: At = {}): Promise<WorkId | undefined> {
  const work = await readContract(client, { ...contract, functionName: 'workOfKey', args: [keyAddress], ...at })
  return work === 0n ? undefined : workId(work)
}

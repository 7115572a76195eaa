import { numberToHex, pad, type RpcLog } from 'viem'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { ChainClient } from '../../chain/client.ts'
import { readPositions } from '../../chain/tributary.ts'
import { KINDS } from '../../royalties/chain.ts'
import { workId, type Address, type WorkId } from '../../royalties/words.ts'

export interface WorksFound {
  readonly works: readonly WorkId[]
  /** Whether works whose shares were all given away and paid out are surely among them, as far as the RPC tells. */
  readonly past: boolean
}

/**
 * Every work an account has, or had, shares of. What it has now is read from the contract; what it had and has no more only
 * the log of share movements tells, which many RPCs do not search over all blocks. Rejects when the chain does not answer.
 */
export async function worksOf(client: ChainClient, holder: Address): Promise<WorksFound> {
  const [positions, past] = await Promise.all([readPositions(client, holder), pastWorks(client, holder)])
  const now = positions.filter(({ units, claimable }) => units > 0n || claimable > 0n).map(({ work }) => work.id)
  const works = [...new Set([...now, ...(past ?? [])])].sort((a, b) => (a < b ? -1 : 1))
  return { works, past: past !== undefined }
}

/** `undefined`: the RPC does not search all blocks. */
async function pastWorks(client: ChainClient, holder: Address): Promise<WorkId[] | undefined> {
  const [moved] = [...KINDS].find(([, kind]) => kind === 'Moved')!
  const filter = { address: deployment.tributary.address, topics: [moved, null, null, pad(holder)] }
  try {
    const logs: RpcLog[] = await client.request({
      method: 'eth_getLogs',
      params: [{ ...filter, fromBlock: numberToHex(0n), toBlock: 'latest' }],
    })
    return logs.map(({ topics }) => workId(BigInt(topics[1]!)))
  } catch {
    // That it does not answer at all is seen where the positions are read.
    return undefined
  }
}

/** Requests of an account that no journal remembers, read from the chain. */
import { numberToHex, type RpcLog } from 'viem'
import { formatLog } from 'viem'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { ChainClient } from '../../chain/client.ts'
import { ledgerEvents } from '../../chain/events.ts'
import { requestOf } from '../../chain/keys.ts'
import { readWork } from '../../chain/tributary.ts'
import { KINDS } from '../../royalties/chain.ts'
import type { KeyRequested } from '../../royalties/ledger.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Asked } from './asked.ts'
import { keyFrom } from './paper.ts'
import { LONGEST, openRequests, type Told } from './trail.ts'

/** Those of one work that wait, made within the longest window: along its ledger's pointers. */
export async function discover(
  client: ChainClient,
  account: Address,
  work: WorkId,
  clock = Date.now,
): Promise<Asked[]> {
  const open = await openRequests(client, work, Math.floor(clock() / 1000) - LONGEST)
  return adopted(
    client,
    open.filter(({ event }) => isOf(event, account)),
  )
}

/** Those of every work that wait, made at whatever time. Rejects where the node limits such questions to few blocks. */
export async function requestsOf(client: ChainClient, account: Address): Promise<Asked[]> {
  const [topic] = [...KINDS].find(([, kind]) => kind === 'KeyRequested')!
  const buyer = numberToHex(BigInt(account), { size: 32 })
  const raws: RpcLog[] = await client.request({
    method: 'eth_getLogs',
    params: [{ address: deployment.tributary.address, topics: [topic, null, buyer], fromBlock: '0x0' }],
  })
  const told = ledgerEvents(raws.map((raw) => formatLog(raw))).map(({ event, block, transaction }) => ({
    ...{ block, transaction },
    event: event as KeyRequested,
  }))
  // What was delivered or refunded long ago is told by licences, keys and waiting money.
  const states = await Promise.all(told.map(({ event }) => requestOf(client, event.id)))
  return adopted(
    client,
    told.filter((_, i) => states[i]!.kind === 'open'),
  )
}

const isOf = ({ buyer }: KeyRequested, account: Address) => buyer.toLowerCase() === account.toLowerCase()

/** Everything but the number under the root, which only the vault could tell, and only by trying. */
async function adopted(client: ChainClient, found: readonly Told<KeyRequested>[]): Promise<Asked[]> {
  const works = new Map<WorkId, Awaited<ReturnType<typeof readWork>>>()
  for (const { event } of found) if (!works.has(event.work)) works.set(event.work, await readWork(client, event.work))
  return found.flatMap(({ event, block }): Asked[] => {
    const work = works.get(event.work)
    const key = work && keyFrom(work.keyX, work.keyOdd)
    if (!key) return []
    const { id, deadline, keyAddress, usage, units, ref, buyer, ex, kAddress, price, fee } = event
    const window = BigInt(deadline - event.stamp.time)
    const request = { work: event.work, ...{ keyAddress, usage, units, ref, buyer, ex, kAddress, price, fee, window } }
    const place = { chainId: client.chain.id, contract: deployment.tributary.address }
    return [{ ...place, id, key, request, at: event.stamp.time * 1000, deadline: BigInt(deadline), block }]
  })
}

/** The open requests that this account could serve: found once by walking back each work's ledger, then kept by watching. */
import { walkHistory } from '../../chain/history.ts'
import { readerOf, workOfKey } from '../../chain/keys.ts'
import { readWork } from '../../chain/tributary.ts'
import type { LedgerEvent } from '../../royalties/ledger.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { ServingPorts } from './ports.ts'
import { requestOfEvent, type Request } from './request.ts'

/** No request stays open for longer than its window, 30 days at most. */
const LONGEST_S = 30 * 86_400
const SOME = 8

/** Works whose secret is at hand and whose key, as the network says, the server holds. */
export async function servedWorks(ports: ServingPorts): Promise<WorkId[]> {
  const { client, server } = ports
  const keys = await ports.held()
  const found: WorkId[] = []
  for (let at = 0; at < keys.length; at += SOME)
    found.push(...(await Promise.all(keys.slice(at, at + SOME).map((key) => served(key)))).flat())
  return found.sort((a, b) => Number(a - b))

  async function served(key: Address): Promise<WorkId[]> {
    const id = await workOfKey(client, key)
    if (id === undefined) return []
    const [work, reader] = await Promise.all([readWork(client, id), readerOf(client, id, server)])
    const isCreator = work?.creator.toLowerCase() === server.toLowerCase()
    return isCreator || reader.keyBlock > 0n ? [id] : []
  }
}

/** Requests of a work that its ledger shows neither answered nor paid back, the oldest first. */
export async function openRequests({ client, now = Date.now }: ServingPorts, work: WorkId): Promise<Request[]> {
  const oldest = now() / 1000 - LONGEST_S
  const closed = new Set<string>()
  const open: Request[] = []
  for await (const seen of walkHistory(client, work)) {
    for (const { event } of seen) {
      if (event.kind === 'KeyDelivered' || event.kind === 'KeyRefunded') closed.add(event.id)
      else if (event.kind === 'KeyRequested' && !closed.has(event.id)) open.unshift(requestOfEvent(event))
    }
    if (seen.at(-1)!.event.stamp.time < oldest) break
  }
  return open
}

/** How a request ended, as its work's ledger tells; `undefined`: it has not. */
export async function endOf(
  { client }: ServingPorts,
  { terms: { id, work }, asked }: Request,
): Promise<Extract<LedgerEvent, { kind: 'KeyDelivered' | 'KeyRefunded' }> | undefined> {
  for await (const seen of walkHistory(client, work)) {
    for (const { event } of seen)
      if ((event.kind === 'KeyDelivered' || event.kind === 'KeyRefunded') && event.id === id) return event
    if (seen.at(-1)!.event.stamp.time < asked) return undefined
  }
  return undefined
}

/** The open requests that this account could serve: found by walking back each work's ledger to where it was walked before,
 * then kept by watching. */
import { getBlock } from 'viem/actions'
import { walkHistory } from '../../chain/history.ts'
import { readerOf, workOfKey } from '../../chain/keys.ts'
import { readWork } from '../../chain/tributary.ts'
import type { Store } from '../../purse/store.ts'
import type { KeyDelivered, KeyEvent, KeyRefunded, LedgerEvent } from '../../royalties/ledger.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Delivery } from './journal.ts'
import type { ServingPorts } from './ports.ts'
import { requestOfEvent, type Request } from './request.ts'

/** No request stays open for longer than its window, 30 days at most. */
const LONGEST_S = 30 * 86_400
/** What is younger may still be reorganised, and is walked again. */
const YOUNG_S = 2 * 3_600
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

/** How far a work's ledger was walked, and what was open there. */
interface Walked {
  readonly sequence: number
  readonly open: readonly Request[]
}

/** Requests of a work that its ledger shows neither answered nor paid back, the oldest first. */
export async function openRequests(ports: ServingPorts, work: WorkId, store: Store): Promise<Request[]> {
  const { client, network, now = Date.now } = ports
  const place = `walked:${network.id}:${work}`
  // A computer's clock that runs ahead would make requests look too old to be looked at, and be noted as such.
  const seconds = Math.min(now() / 1000, Number((await getBlock(client)).timestamp))
  const kept = await store.read<unknown>(place)
  // Damaged, it is walked once more from the start: it only saves time.
  const before = isWalked(kept) ? kept : undefined
  const events: LedgerEvent[] = []
  for await (const seen of walkHistory(client, work)) {
    const fresh = seen.map(({ event }) => event).filter(({ stamp }) => stamp.sequence > (before?.sequence ?? 0))
    events.push(...fresh)
    if (fresh.length < seen.length || seen.at(-1)!.event.stamp.time < seconds - LONGEST_S) break
  }
  const rising = events.toReversed()
  const settled = rising.filter(({ stamp }) => stamp.time < seconds - YOUNG_S)
  const open = applied(before?.open ?? [], settled).filter(({ terms }) => Number(terms.deadline) > seconds - LONGEST_S)
  const sequence = settled.at(-1)?.stamp.sequence
  if (sequence !== undefined) await store.change<Walked>(place, () => ({ sequence, open }))
  return applied(open, rising.slice(settled.length))
}

function isWalked(kept: unknown): kept is Walked {
  const { sequence, open } = Object(kept) as { sequence?: unknown; open?: unknown }
  return typeof sequence === 'number' && Array.isArray(open) && open.every(isRequest)
}

function isRequest(each: unknown): boolean {
  const { terms, ex } = Object(each) as { terms?: unknown; ex?: unknown }
  return typeof (Object(terms) as { deadline?: unknown }).deadline === 'bigint' && typeof ex === 'string'
}

function applied(open: readonly Request[], events: readonly LedgerEvent[]): Request[] {
  const requests = new Map(open.map((request) => [request.terms.id, request]))
  for (const event of events.filter(isOfKeys))
    if (event.kind === 'KeyRequested') requests.set(event.id, requestOfEvent(event))
    else requests.delete(event.id)
  return [...requests.values()]
}

const isOfKeys = (event: LedgerEvent): event is KeyEvent =>
  event.kind === 'KeyRequested' || event.kind === 'KeyDelivered' || event.kind === 'KeyRefunded'

/** Who closed the request, as its work's ledger tells: this account, another key holder with the very same answer, or a
 * refund. `undefined`: nobody yet. */
export async function howItEnded(
  ports: ServingPorts,
  delivery: Delivery,
): Promise<Exclude<Delivery['state'], 'exposed'> | undefined> {
  const end = await endOf(ports, delivery)
  if (!end || end.kind === 'KeyRefunded') return end && 'refunded'
  return end.server.toLowerCase() === delivery.server.toLowerCase() ? 'delivered' : 'byOther'
}

async function endOf(
  { client }: ServingPorts,
  { terms: { id, work }, asked }: Request,
): Promise<KeyDelivered | KeyRefunded | undefined> {
  for await (const seen of walkHistory(client, work)) {
    for (const { event } of seen) if (isOfKeys(event) && event.kind !== 'KeyRequested' && event.id === id) return event
    if (seen.at(-1)!.event.stamp.time < asked) return undefined
  }
  return undefined
}

/** What the ledger tells of requests: found by its pointers, so that no range of blocks is ever scanned. */
import type { ChainClient } from '../../chain/client.ts'
import type { Seen } from '../../chain/events.ts'
import { walkHistory } from '../../chain/history.ts'
import { readLogs } from '../../chain/logs.ts'
import { ledgerEvents } from '../../chain/events.ts'
import { getBlock } from 'viem/actions'
import type { KeyDelivered, KeyEvent, KeyRefunded, KeyRequested } from '../../royalties/ledger.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'

export interface Told<E extends KeyEvent = KeyEvent> {
  readonly event: E
  readonly block: bigint
  readonly transaction: Hex
}

/** The longest window, and a day for clocks that disagree. In seconds. */
export const LONGEST = 31 * 86_400

const isKeyEvent = ({ event }: Seen): boolean => event.kind.startsWith('Key')
const told = ({ event, block, transaction }: Seen): Told => ({ event: event as KeyEvent, block, transaction })

/** The key events of a work, newest first, as far back as `since` (Unix seconds). */
export async function* keyEvents(client: ChainClient, work: WorkId, since: number): AsyncGenerator<Told> {
  for await (const seen of walkHistory(client, work)) {
    yield* seen.filter(isKeyEvent).map(told)
    if ((seen.at(-1)?.event.stamp.time ?? 0) < since) return
  }
}

/** Requests that wait, those whose time is over included, newest first. */
export async function openRequests(client: ChainClient, work: WorkId, since: number): Promise<Told<KeyRequested>[]> {
  const closed = new Set<Hex>()
  const open: Told<KeyRequested>[] = []
  for await (const each of keyEvents(client, work, since)) {
    if (each.event.kind !== 'KeyRequested') closed.add(each.event.id)
    else if (!closed.has(each.event.id)) open.push(each as Told<KeyRequested>)
  }
  return open
}

/** Everything the ledger says of one request, asked for at `since` or later. */
export async function storyOf(client: ChainClient, work: WorkId, id: Hex, since: number) {
  let closing: Told<KeyDelivered | KeyRefunded> | undefined
  for await (const each of keyEvents(client, work, since)) {
    if (each.event.id !== id) continue
    if (each.event.kind === 'KeyRequested') return { asked: each as Told<KeyRequested>, closing }
    closing = each as Told<KeyDelivered | KeyRefunded>
  }
  return { closing }
}

/** The delivery to an account in the block that its reader's slot names. */
export async function deliveryIn(
  client: ChainClient,
  work: WorkId,
  buyer: Address,
  block: bigint,
): Promise<KeyDelivered | undefined> {
  const logs = await readLogs(client, { works: [work], fromBlock: block, toBlock: block })
  return ledgerEvents(logs)
    .map(({ event }) => event)
    .find(
      (event): event is KeyDelivered =>
        event.kind === 'KeyDelivered' && event.buyer.toLowerCase() === buyer.toLowerCase(),
    )
}

/** Unix seconds: the newest block's time, or this computer's clock where that is ahead. */
export async function chainNow(client: ChainClient, clock = Date.now): Promise<bigint> {
  const { timestamp } = await getBlock(client)
  const here = BigInt(Math.floor(clock() / 1000))
  return timestamp > here ? timestamp : here
}

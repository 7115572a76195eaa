/** What the ledger tells of requests: found by its pointers, so that no range of blocks is ever scanned. */
import { formatLog, numberToHex, type RpcLog } from 'viem'
import { getBlock } from 'viem/actions'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { ChainClient } from '../../chain/client.ts'
import { ledgerEvents, type Seen } from '../../chain/events.ts'
import { walkHistory } from '../../chain/history.ts'
import { readLogs } from '../../chain/logs.ts'
import { KINDS } from '../../royalties/chain.ts'
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

/** Blocks of a ledger walked for showing; a work that is played every minute has more than a page may wait for. */
const WALKED = 60

/** The key events of a work, newest first, as far back as `since` (Unix seconds), along the ledger's pointers. */
export async function* keyEvents(client: ChainClient, work: WorkId, since: number): AsyncGenerator<Told> {
  for await (const seen of walkHistory(client, work)) {
    yield* seen.filter(isKeyEvent).map(told)
    if ((seen.at(-1)?.event.stamp.time ?? 0) < since) return
  }
}

/** The same by one question, which nodes answer for as many blocks as they like. */
async function asked(client: ChainClient, work: WorkId, since: number): Promise<Told[]> {
  const raws: RpcLog[] = await client.request({
    method: 'eth_getLogs',
    params: [
      {
        address: deployment.tributary.address,
        topics: [KEY_TOPICS, numberToHex(work, { size: 32 })],
        fromBlock: numberToHex(await blockBefore(client, since)),
      },
    ],
  })
  const seen = ledgerEvents(raws.map((raw) => formatLog(raw)))
  return seen.map(told).sort((a, b) => b.event.stamp.sequence - a.event.stamp.sequence)
}

const KEY_TOPICS = [...KINDS].filter(([, kind]) => kind.startsWith('Key')).map(([topic]) => topic)

/** A block that is certainly older than `since`, judged by how fast blocks came lately, with half as much again. */
async function blockBefore(client: ChainClient, since: number): Promise<bigint> {
  const SPAN = 5_000n
  const head = await getBlock(client)
  if (head.number <= SPAN) return 0n
  const before = await getBlock(client, { blockNumber: head.number - SPAN })
  const seconds = head.timestamp - before.timestamp || 1n
  const needed = (((head.timestamp - BigInt(since)) * SPAN) / seconds) * 3n
  return needed / 2n < head.number ? head.number - needed / 2n : 0n
}

/** Requests that wait, those whose time is over included, newest first. Where the node answers for few blocks only, those
 * of the newest part of the ledger: this is for showing, and for finding what a journal has lost. */
export async function openRequests(client: ChainClient, work: WorkId, since: number): Promise<Told<KeyRequested>[]> {
  const events = await asked(client, work, since).catch(() => newest(client, work, since))
  const closed = new Set<Hex>()
  const open: Told<KeyRequested>[] = []
  for (const each of events) {
    if (each.event.kind !== 'KeyRequested') closed.add(each.event.id)
    else if (!closed.has(each.event.id)) open.push(each as Told<KeyRequested>)
  }
  return open
}

async function newest(client: ChainClient, work: WorkId, since: number): Promise<Told[]> {
  const found: Told[] = []
  let blocks = 0
  for await (const seen of walkHistory(client, work)) {
    found.push(...seen.filter(isKeyEvent).map(told))
    if (++blocks === WALKED || (seen.at(-1)?.event.stamp.time ?? 0) < since) break
  }
  return found
}

/** Everything the ledger says of one request, asked for at `since` or later: however long the ledger is. */
export async function storyOf(client: ChainClient, work: WorkId, id: Hex, since: number): Promise<Story> {
  const quick = await storyIn(await asked(client, work, since).catch(() => []), id)
  // Nodes that refuse, or cut their answer short without saying so: every event names the block of the one before it.
  return quick.closing ? quick : storyIn(keyEvents(client, work, since), id)
}

export interface Story {
  readonly asked?: Told<KeyRequested>
  readonly closing?: Told<KeyDelivered | KeyRefunded>
}

async function storyIn(events: AsyncIterable<Told> | Iterable<Told>, id: Hex): Promise<Story> {
  let closing: Pick<Story, 'closing'> = {}
  for await (const each of events) {
    if (each.event.id !== id) continue
    if (each.event.kind === 'KeyRequested') return { asked: each as Told<KeyRequested>, ...closing }
    closing = { closing: each as Told<KeyDelivered | KeyRefunded> }
  }
  return closing
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

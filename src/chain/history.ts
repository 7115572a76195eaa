import type { Address, WorkId } from '../royalties/words.ts'
import type { ChainClient } from './client.ts'
import { ledgerEvents, type Seen } from './events.ts'
import { readLogs } from './logs.ts'
import { readWork } from './tributary.ts'

/**
 * A work's ledger, newest first, block by block: each event names the block of the one before it, so no range is ever
 * scanned. This is for showing; the verifier walks by itself and trusts nothing it reads here.
 */
export async function* walkHistory(client: ChainClient, work: WorkId): AsyncGenerator<Seen[]> {
  let block = (await readWork(client, work))?.lastBlock ?? 0n
  let below = Number.POSITIVE_INFINITY
  while (block > 0n) {
    const logs = await readLogs(client, { works: [work], fromBlock: block, toBlock: block })
    const seen = ledgerEvents(logs)
      .filter(({ event }) => event.stamp.sequence < below)
      .sort((a, b) => b.event.stamp.sequence - a.event.stamp.sequence)
    const oldest = seen.at(-1)?.event
    if (!oldest) throw new Error(`The RPC has no events of work ${work} in block ${block}`)
    yield seen
    below = oldest.stamp.sequence
    block = oldest.stamp.previousBlock
  }
}

/** The newest `limit` events of a work, newest first. */
export async function readHistory(
  client: ChainClient,
  work: WorkId,
  limit = Number.POSITIVE_INFINITY,
): Promise<Seen[]> {
  const found: Seen[] = []
  for await (const seen of walkHistory(client, work)) {
    found.push(...seen)
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

export interface HolderUnits {
  readonly account: Address
  readonly units: bigint
}

/** Who holds how much, from every movement since mint; the largest first. */
export function holdersOf(history: readonly Pick<Seen, 'event'>[]): HolderUnits[] {
  const units = new Map<Address, bigint>()
  const add = (account: Address, by: bigint) => units.set(account, (units.get(account) ?? 0n) + by)
  for (const { event } of history)
    if (event.kind === 'Moved') {
      add(event.from, -event.units)
      add(event.to, event.units)
    }
  return [...units]
    .filter(([, held]) => held > 0n)
    .map(([account, held]) => ({ account, units: held }))
    .sort((a, b) => (a.units === b.units ? 0 : a.units < b.units ? 1 : -1))
}

export const readHolders = async (client: ChainClient, work: WorkId): Promise<HolderUnits[]> =>
  holdersOf(await readHistory(client, work))

import { getBlockNumber } from 'viem/actions'
import type { ChainClient } from '../chain/client.ts'
import { ledgerEvents } from '../chain/events.ts'
import { readLogs } from '../chain/logs.ts'
import { problemOf, type Problem, type Result } from '../chain/problems.ts'
import { chainCount } from '../purse/check.ts'
import type { Purse, Waiting } from '../purse/purse.ts'
import type { Hex } from '../royalties/words.ts'
import { same, type Settlement } from './books.ts'

export type Outcome =
  | { readonly kind: 'paid'; readonly hash: Hex }
  /** Never will be: it was refused (`hash`: there), or another transaction has its number. */
  | { readonly kind: 'unpaid'; readonly problem: Problem; readonly hash?: Hex }
  /** Nothing is known of it here, and its number is free: bytes of it that this browser forgot may still land. */
  | { readonly kind: 'open'; readonly problem: Problem }
  /** It may have been sent, and the chain cannot be asked. */
  | { readonly kind: 'unknown'; readonly problem: Problem }

interface Ports extends Waiting {
  readonly client: ChainClient
  readonly purse: Purse
}

/**
 * What became of a settlement, whatever moment the page was closed at: from the purse's journal where it knows, else
 * from the chain, which carries the settlement's id in every payment of it.
 */
export async function outcomeOf(ports: Ports, settlement: Settlement): Promise<Outcome> {
  const { purse, tell, signal } = ports
  if (!same(settlement.purse, purse.address)) return seenFrom(ports, settlement)
  const ended = await purse.takeUp(settlement.id, { ...(tell ? { tell } : {}), ...(signal ? { signal } : {}) })
  if (ended?.ok) return { kind: 'paid', hash: ended.value.transactionHash }
  const kept = await purse.find(settlement.id)
  if (signal?.aborted || kept?.state === 'leaving' || kept?.state === 'done')
    return { kind: 'unknown', problem: problemIn(ended) }
  try {
    if (kept?.state !== 'failed' && (await purse.count()) <= settlement.nonce)
      return { kind: 'open', problem: problemIn(ended) }
    const hash = await foundOnChain(ports.client, settlement)
    if (hash) return { kind: 'paid', hash }
    return { kind: 'unpaid', problem: problemIn(ended), ...(kept?.hash ? { hash: kept.hash } : {}) }
  } catch (error) {
    return { kind: 'unknown', problem: problemOf(error) }
  }
}

/** Of a purse that is not at hand: the chain alone tells, and as long as its number is free, nobody can. */
async function seenFrom({ client }: Ports, settlement: Settlement): Promise<Outcome> {
  const problem: Problem = { kind: 'closed' }
  try {
    if ((await chainCount(client, settlement.purse)) <= settlement.nonce) return { kind: 'unknown', problem }
    const hash = await foundOnChain(client, settlement)
    return hash ? { kind: 'paid', hash } : { kind: 'unpaid', problem }
  } catch (error) {
    return { kind: 'unknown', problem: problemOf(error) }
  }
}

const problemIn = (ended: Result<unknown> | undefined): Problem =>
  ended && !ended.ok ? ended.problem : { kind: 'closed' }

/** Blocks asked for at once: what the strictest public RPCs allow. */
const STRIDE = 2_000n

/** The transaction that carried the settlement. */
async function foundOnChain(client: ChainClient, { id, purse, block, items }: Settlement): Promise<Hex | undefined> {
  const works = items.map(({ work }) => work)
  const newest = await getBlockNumber(client)
  for (let fromBlock = block; fromBlock <= newest; fromBlock += STRIDE) {
    const toBlock = fromBlock + STRIDE - 1n < newest ? fromBlock + STRIDE - 1n : newest
    const seen = ledgerEvents(await readLogs(client, { fromBlock, toBlock, works }))
    const found = seen.find(({ event }) => event.kind === 'Paid' && event.ref === id && same(event.payer, purse))
    if (found) return found.transaction
  }
  return undefined
}

/** Which plays the contract refuses, and why: asked of each by itself, without sending anything. */
import { call as ethCall, getBlockNumber, getTransactionReceipt } from 'viem/actions'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import { failure, type Problem, type Result } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import { simulate } from '../chain/simulate.ts'
import { readWork } from '../chain/tributary.ts'
import type { Hex } from '../royalties/words.ts'
import type { Plays, Reason, Settlement } from './books.ts'
import { playPriceOf } from './closing.ts'
import { payingCall, type PayingPorts } from './paying.ts'

/** What a contract refuses, other than a network or a wallet: trying the same again takes a fee for nothing. */
export const isRefusal = ({ kind }: Problem): boolean => kind === 'reverted' || kind === 'priceChanged'

/** What a token says when the purse has too little of it, or has allowed too little: no fault of any play. */
const OF_THE_PURSE = [
  ...['ERC20InsufficientBalance', 'ERC20InsufficientAllowance'],
  ...['ERC2612ExpiredSignature', 'ERC2612InvalidSigner'],
]
const isOfPlay = (problem: Problem): boolean =>
  isRefusal(problem) && !(problem.kind === 'reverted' && OF_THE_PURSE.includes(problem.name))
const isOfPurse = (problem: Problem): boolean =>
  problem.kind === 'insufficientFunds' || (isRefusal(problem) && !isOfPlay(problem))

type Items = Pick<Settlement, 'id' | 'currency' | 'items'>
type Trial = (call: Call) => Promise<Result<unknown>>

/**
 * Each item by itself: the contract treats them one after another, so what it takes alone it takes among others. An
 * answer that says nothing of the plays stops the search with its problem.
 */
async function refusedIn(ports: PayingPorts, { id, currency, items }: Items, trial: Trial) {
  const refused = new Map<Plays, Reason>()
  for (const item of items) {
    const call = await payingCall(ports, [item], currency, id)
    const alone = call.ok ? await trial(call.value) : call
    if (alone.ok) continue
    if (!isOfPlay(alone.problem)) return alone
    refused.set(item, await reasonOf(ports, item, alone.problem))
  }
  return { ok: true, value: refused } as const
}

/** Those of a batch that would not be paid now. */
export const refusedNow = (ports: PayingPorts, items: Items): Promise<Result<ReadonlyMap<Plays, Reason>>> =>
  refusedIn(ports, items, (call) => simulate(ports.client, call, ports.purse.address))

/** How many blocks back every RPC knows what was: most forget after 128. */
const REMEMBERED = 64n

/**
 * Those to blame for a batch that the chain took a fee for and refused: tried on the very block that refused it, or on the
 * newest where that is long ago. None, where it was for want of money.
 */
export async function refusedAt(
  ports: PayingPorts,
  items: Items,
  hash: Hex,
): Promise<Result<ReadonlyMap<Plays, Reason>>> {
  const { client, purse } = ports
  try {
    const blockNumber = await blockOf(client, hash)
    const known = blockNumber !== undefined && (await getBlockNumber(client)) - blockNumber < REMEMBERED
    const refused = await (known
      ? refusedIn(ports, items, ({ to, data, value }) =>
          ethCall(client, { account: purse.address, to, data, value, blockNumber }).then(
            () => ({ ok: true, value: true }) as const,
            (error: unknown) => failure(refusalOf(error)),
          ),
        )
      : refusedNow(ports, items))
    return refused.ok || !isOfPurse(refused.problem) ? refused : { ok: true, value: new Map() }
  } catch (error) {
    return failure(refusalOf(error))
  }
}

/** `undefined`: the block gave way to another. */
const blockOf = (client: ChainClient, hash: Hex): Promise<bigint | undefined> =>
  getTransactionReceipt(client, { hash }).then(
    ({ blockNumber }) => blockNumber,
    (error: unknown) => {
      if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
      throw error
    },
  )

/** A price that moved is told as a price, so that the listener may take it or leave it. */
async function reasonOf({ client }: PayingPorts, { work, price }: Plays, problem: Problem): Promise<Reason> {
  if (problem.kind !== 'priceChanged') return { kind: 'refused', problem }
  const now = playPriceOf(await readWork(client, work))
  if (now === undefined) return { kind: 'notOffered' }
  return now > price ? { kind: 'dearer', now } : { kind: 'refused', problem }
}

import type { TransactionReceipt } from 'viem'
import { call as ethCall, getBalance, getTransactionCount, getTransactionReceipt } from 'viem/actions'
import type { ChainClient } from '../chain/client.ts'
import type { Problem } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import type { Hex } from '../royalties/words.ts'
import { pause, type Endpoints } from './endpoints.ts'
import { exactly, feesNamed, isPlenty, lowest, raised } from './fees.ts'
import type { Entry, Journal, Version } from './journal.ts'
import type { Signer } from './signer.ts'
import { Unkept } from './store.ts'
import { verdictOf, type Sight, type Verdict } from './verdict.ts'

/** Milliseconds. */
export interface Pace {
  /** Between two looks. */
  readonly look: number
  /** Until the same bytes are sent once more: nodes forget. */
  readonly again: number
  /** Until the fee is raised. */
  readonly raise: number
}

/** What a caller is told while it waits. */
export type Telling =
  | { readonly kind: 'waiting for turn' | 'checking' | 'sent' | 'seen again' }
  | { readonly kind: 'raised'; readonly fees: bigint }
  /** No endpoint answers; the transaction may still land. */
  | { readonly kind: 'unseen'; readonly problem: Problem }
  /** No endpoint takes it at the moment. */
  | { readonly kind: 'refused'; readonly problem: Problem }

export interface Following {
  readonly signer: Signer
  readonly endpoints: Endpoints
  readonly journal: Journal
  readonly pace: Pace
  readonly tell: (telling: Telling) => void
  readonly signal: AbortSignal | undefined
}

export type End =
  | { readonly kind: 'landed'; readonly receipt: TransactionReceipt }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly hash: Hex }

const SLOWEST_MS = 15_000
/** Looks in a row that must find a number used and no receipt: many an endpoint is several machines, of which one knows the
 * newest block and another does not, and whoever is told too early that nothing was paid pays twice. */
const GONE_LOOKS = 5

/**
 * Sends an entry's newest version until the chain has it or another transaction has its number, raising the fee when it
 * takes too long. There is no time limit: silence says nothing. `undefined`: the caller stopped waiting; the entry stays.
 */
export async function follow(first: Entry, ports: Following): Promise<End | undefined> {
  const { endpoints, pace, tell, signal } = ports
  let entry = first
  // Durations are taken from a clock that nobody sets; the age of what an earlier visit sent is believed within reason.
  let sentAt = Number.NEGATIVE_INFINITY
  let raiseAt = performance.now() + pace.raise - between(0, Date.now() - first.at, pace.raise)
  let silent = 0
  let gone = 0
  while (!signal?.aborted) {
    if (performance.now() - sentAt >= pace.again) {
      const refused = await endpoints.broadcast(newest(entry).raw)
      tell(refused && refused.kind !== 'rpcDown' ? { kind: 'refused', problem: refused } : { kind: 'sent' })
      sentAt = performance.now()
    }
    const seen = await look(entry, endpoints).catch((error: unknown) => refusalOf(error))
    if ('sights' in seen) {
      if (silent > 0) tell({ kind: 'seen again' })
      silent = 0
      const verdict = verdictOf(seen.sights)
      gone = verdict.kind === 'gone' ? gone + 1 : 0
      if (verdict.kind !== 'open' && (gone === 0 || gone === GONE_LOOKS)) return endOf(entry, verdict, endpoints)
    } else {
      silent++
      tell({ kind: 'unseen', problem: seen })
    }
    if (silent === 0 && performance.now() >= raiseAt) {
      const dearer = await raise(entry, ports)
      if (dearer) [entry, sentAt, raiseAt] = [dearer, Number.NEGATIVE_INFINITY, performance.now() + pace.raise]
    }
    await pause(Math.min(SLOWEST_MS, pace.look * 2 ** Math.min(silent, 6)), signal)
  }
  return undefined
}

const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value))

const newest = ({ versions }: Entry): Version => versions.at(-1)!

const look = async (entry: Entry, endpoints: Endpoints): Promise<{ sights: Sight[] }> => ({
  sights: await endpoints.every((client) => sight(entry, client)),
})

async function sight({ nonce, versions, from }: Entry, client: ChainClient): Promise<Sight> {
  const passed = (await getTransactionCount(client, { address: from, blockTag: 'latest' })) > nonce
  for (const { hash } of versions.toReversed()) {
    const receipt = await receiptOf(client, hash)
    if (receipt) return { passed, receipt }
  }
  return { passed, receipt: undefined }
}

/** `undefined`: the endpoint knows of none. Rejects when it cannot be asked. */
export async function receiptOf(client: ChainClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await getTransactionReceipt(client, { hash })
  } catch (error) {
    if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
    throw error
  }
}

async function endOf(entry: Entry, verdict: Exclude<Verdict, { kind: 'open' }>, endpoints: Endpoints): Promise<End> {
  if (verdict.kind === 'landed') return verdict
  if (verdict.kind === 'gone') {
    const { hash } = newest(entry)
    return { kind: 'failed', problem: { kind: 'dropped', hash }, hash }
  }
  const { blockNumber, transactionHash } = verdict.receipt
  // A receipt does not say why; the same call on its block very likely does.
  const { from: account, call } = entry
  const { value } = entry.versions.find(({ hash }) => hash === transactionHash) ?? newest(entry)
  const problem = await endpoints
    .first((client) => ethCall(client, { account, ...call, value, blockNumber }))
    .then(
      (): Problem => ({ kind: 'reverted', name: '', args: [] }),
      (error: unknown) => because(refusalOf(error)),
    )
  return { kind: 'failed', problem, hash: transactionHash }
}

/** An endpoint that cannot say why says nothing about whether: the receipt did, and that is what is kept. */
const because = (problem: Problem): Problem =>
  problem.kind === 'reverted' || problem.kind === 'priceChanged' ? problem : { kind: 'reverted', name: '', args: [] }

/** The same transaction for at least an eighth more. `undefined`: not now, or it would cost more than it may. */
async function raise(entry: Entry, { signer, endpoints, journal, tell }: Following): Promise<Entry | undefined> {
  try {
    const last = newest(entry)
    const named = await feesNamed(endpoints)
    if (isPlenty(last.fees, named)) return undefined
    const higher = raised(last.fees, lowest(named))
    const fees = entry.rest ? exactly(higher) : higher
    const cost = entry.gas * fees.most
    // Of the whole rest, what the network takes more is what arrives less.
    const value = entry.rest ? last.value + entry.gas * last.fees.most - cost : last.value
    const balance = await endpoints.first((client) => getBalance(client, { address: entry.from }))
    if (value <= 0n && entry.rest) return undefined
    if (cost > (entry.most ?? cost) || value + cost > balance) return undefined
    const version = await signer.sign({ ...entry.call, value, nonce: entry.nonce, gas: entry.gas }, fees)
    const dearer = await journal.put({ ...entry, versions: [...entry.versions, version], at: Date.now() })
    tell({ kind: 'raised', fees: cost })
    return dearer
  } catch (error) {
    // The cheaper version goes on: what is out must be followed whatever else fails.
    tell({ kind: 'refused', problem: error instanceof Unkept ? { kind: 'unkept' } : refusalOf(error) })
    return undefined
  }
}

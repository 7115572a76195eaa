import type { TransactionReceipt } from 'viem'
import { call as ethCall, getBlock, getTransaction, getTransactionCount, getTransactionReceipt } from 'viem/actions'
import type { ChainClient } from '../chain/client.ts'
import type { Problem } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import type { Address, Hex } from '../royalties/words.ts'

/** A transaction a wallet has sent. */
export interface Sent {
  readonly hash: Hex
  readonly from: Address
  /** The account's number for it; a higher count on chain without a receipt means another one took its place. */
  readonly nonce: number
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
}

export type Landed =
  | { readonly ok: true; readonly receipt: TransactionReceipt }
  | { readonly ok: false; readonly problem: Problem; readonly hash?: Hex }

export interface LandingOptions {
  /** Told `true` while the chain cannot be asked, `false` when it answers again. */
  onUnseen?: (unseen: boolean) => void
  /** The same call was sent again with another fee, under this hash. */
  onRepriced?: (hash: Hex) => void
  signal?: AbortSignal
}

const SLOWEST_MS = 15_000
/** Looks in a row that must find the number used and nothing that used it: many an RPC is several machines, of which one
 * knows the newest block and another does not, and whoever is told too early that nothing was paid pays twice. */
const MISSING_LOOKS = 4
/** How many blocks back a replacement is looked for. */
const LOOK_BACK = 24n

/**
 * Waits until a transaction is on the chain or can never be. Has no time limit: a silent RPC says nothing about the
 * transaction, so the only honest answer then is to keep looking.
 */
export async function land(client: ChainClient, sent: Sent, options: LandingOptions = {}): Promise<Landed | undefined> {
  let failures = 0
  let missing = 0
  while (!options.signal?.aborted) {
    try {
      const landed = await look(client, sent, options)
      if (failures > 0) options.onUnseen?.(false)
      failures = 0
      missing = landed && !landed.ok && landed.problem.kind === 'dropped' ? missing + 1 : 0
      if (landed && (missing === 0 || missing === MISSING_LOOKS)) return landed
    } catch {
      if (++failures === 2) options.onUnseen?.(true)
    }
    await pause(Math.min(SLOWEST_MS, client.pollingInterval * 2 ** Math.min(failures, 6)), options.signal)
  }
  return undefined
}

async function look(client: ChainClient, sent: Sent, { onRepriced }: LandingOptions): Promise<Landed | undefined> {
  // The count is read first: a receipt missing afterwards cannot be younger than it.
  const count = await getTransactionCount(client, { address: sent.from, blockTag: 'latest' })
  const receipt = await receiptOf(client, sent.hash)
  if (receipt) return outcome(client, sent, receipt)
  if (count <= sent.nonce || (await isLater(client, sent))) return undefined
  const other = await replacement(client, sent)
  if (!other) return { ok: false, problem: { kind: 'dropped', hash: sent.hash } }
  if (other.to?.toLowerCase() === sent.to.toLowerCase() && other.input === sent.data && other.value === sent.value) {
    onRepriced?.(other.hash)
    const repriced = await receiptOf(client, other.hash)
    return repriced && outcome(client, sent, repriced)
  }
  const cancelled = other.value === 0n && other.input === '0x' && other.to?.toLowerCase() === sent.from.toLowerCase()
  const problem: Problem = { kind: 'replaced', reason: cancelled ? 'cancelled' : 'replaced', hash: other.hash }
  return { ok: false, problem, hash: other.hash }
}

/** The number may have been guessed before the wallet chose one: a wallet knows what it has sent and no RPC has seen yet. */
const isLater = (client: ChainClient, { hash, nonce }: Sent): Promise<boolean> =>
  getTransaction(client, { hash }).then(
    (known) => known.nonce > nonce,
    () => false,
  )

async function receiptOf(client: ChainClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await getTransactionReceipt(client, { hash })
  } catch (error) {
    if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
    throw error
  }
}

async function outcome(
  client: ChainClient,
  { from, to, data, value }: Sent,
  receipt: TransactionReceipt,
): Promise<Landed> {
  if (receipt.status === 'success') return { ok: true, receipt }
  // A receipt does not say why; the same call on its block very likely does.
  const problem = await ethCall(client, { account: from, to, data, value, blockNumber: receipt.blockNumber }).then(
    (): Problem => ({ kind: 'reverted', name: '', args: [] }),
    (error: unknown) => because(refusalOf(error)),
  )
  return { ok: false, problem, hash: receipt.transactionHash }
}

/** An RPC that cannot say why says nothing about whether: the receipt did. */
const because = (problem: Problem): Problem =>
  problem.kind === 'reverted' || problem.kind === 'priceChanged' ? problem : { kind: 'reverted', name: '', args: [] }

async function replacement(client: ChainClient, { from, nonce }: Sent) {
  const newest = await getBlock(client, { includeTransactions: true })
  const oldest = newest.number > LOOK_BACK ? newest.number - LOOK_BACK : 0n
  for (
    let block = newest;
    ;
    block = await getBlock(client, { blockNumber: block.number - 1n, includeTransactions: true })
  ) {
    const found = block.transactions.find(
      (each) => each.nonce === nonce && each.from.toLowerCase() === from.toLowerCase(),
    )
    if (found || block.number <= oldest) return found
  }
}

const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

import type { TransactionReceipt, TypedDataDefinition } from 'viem'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import type { Result } from '../chain/problems.ts'
import { balanceOf } from '../chain/token-reads.ts'
import type { Bytes } from '../content/bytes.ts'
import type { Address, Hex } from '../royalties/words.ts'
import { Endpoints } from './endpoints.ts'
import type { Pace, Telling } from './follow.ts'
import { indexedStore } from './indexed-db.ts'
import { Journal, type Entry } from './journal.ts'
import { webLock, type Lock } from './lock.ts'
import { Sending } from './sending.ts'
import { signerOf } from './signer.ts'
import type { Store } from './store.ts'

export interface PurseOptions {
  /** 32 bytes, as `vault.purseKey` gives them. */
  readonly key: Bytes
  /** One for each RPC, none standing in for another: `independentClients(network)`. */
  readonly clients: readonly ChainClient[]
  readonly network: Network
  /** Where signed transactions are kept before they leave. Left out: IndexedDB of this origin. */
  readonly journal?: Store
  /** Left out: a Web Lock. */
  readonly lock?: Lock
  readonly pace?: Partial<Pace>
}

/** A transaction that is signed and kept, and has not left yet. */
export interface Signed {
  readonly hash: Hex
  readonly raw: Hex
  readonly nonce: number
}

export interface SendOptions {
  /**
   * The caller's name for it. The same id never becomes two transactions: asked again, in another tab or after a
   * reload, the very same signed bytes are taken up, or their receipt is returned.
   */
  readonly id: string
  /** Gas to allow, computed by the caller. Left out: estimated, which shows the call to an RPC before it is signed. */
  readonly gas?: bigint
  /** What the network may take at most, in the smallest unit of the native currency; fees are never raised above it. */
  readonly most?: bigint
  /** The number it must have; where the next one is another, nothing is signed. */
  readonly nonce?: number
  /** Runs when the signed bytes are kept and nothing has left. When it rejects, nothing leaves. */
  beforeLeaving?(signed: Signed): Promise<void>
  tell?(telling: Telling): void
  /** Stops the waiting; what has left stays in the journal and may land. */
  readonly signal?: AbortSignal
}

export type Waiting = Pick<SendOptions, 'tell' | 'signal'>
export type RestOptions = Waiting & Pick<SendOptions, 'id'>

/**
 * An account whose key this browser keeps, so that it signs without asking. One transaction at a time, across all tabs;
 * each is read back before it is signed, kept before it leaves, sent to every RPC, made dearer until the chain has it,
 * and taken up again after a reload. Failures are returned as a `Problem`; only a broken key throws.
 */
export interface Purse {
  readonly address: Address
  send(call: Call, options: SendOptions): Promise<Result<TransactionReceipt>>
  /** Sends the whole native balance less exactly what the network takes. Needs no contracts. */
  sendRest(to: Address, options: RestOptions): Promise<Result<TransactionReceipt>>
  /**
   * What the transaction of that name comes to, taken up where it was left: the very same signed bytes, or their
   * receipt. `undefined`: nothing of that name has ever left.
   */
  takeUp(id: string, options?: Waiting): Promise<Result<TransactionReceipt> | undefined>
  /** Hands the newest signed bytes of that name to every RPC once more, whatever was said to have become of them: a receipt
   * is one RPC's word. Rejects with `Unkept`. */
  spread(id: string): Promise<void>
  /** Follows everything that may be on its way to its end: for the start of the app. */
  resume(options?: Waiting): Promise<Result<true>>
  /** What is known of the transaction of that name. Rejects with `Unkept`. */
  find(id: string): Promise<Entry | undefined>
  /** In the smallest unit of `currency`; the zero address is the native one. Rejects when no RPC answers. */
  balance(currency: Address): Promise<bigint>
  /** How many transactions of it the chain has. Rejects when no RPC answers. */
  count(): Promise<number>
  /** Signs EIP-712 data: a token's permit. */
  signData(data: TypedDataDefinition): Promise<Hex>
}

const PACE: Pace = { look: 2_000, again: 10_000, raise: 45_000 }

export function openPurse({ key, clients, network, journal, lock, pace }: PurseOptions): Purse {
  const signer = signerOf(key, network.id)
  const endpoints = new Endpoints(clients)
  const sending = new Sending({
    signer,
    endpoints,
    network,
    journal: new Journal(journal ?? indexedStore('tributary-purse'), network.id, signer.address),
    lock: lock ?? webLock,
    pace: { ...PACE, ...(network.local ? { look: 400 } : {}), ...pace },
  })
  return {
    address: signer.address,
    send: (call, options) => sending.send(call, options),
    sendRest: (to, options) => sending.sendRest(to, options),
    takeUp: (id, options = {}) => sending.takeUp(id, options),
    resume: (options = {}) => sending.resume(options),
    spread: (id) => sending.spread(id),
    find: (id) => sending.find(id),
    balance: (currency) => endpoints.first((client) => balanceOf(client, currency, signer.address)),
    count: () => sending.count(),
    signData: (data) => signer.signData(data),
  }
}

export type { Entry, Telling }

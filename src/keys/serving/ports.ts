import type { TransactionReceipt } from 'viem'
import type { Call } from '../../chain/action.ts'
import type { ChainClient } from '../../chain/client.ts'
import type { Network } from '../../chain/networks.ts'
import type { Result } from '../../chain/problems.ts'
import type { ContentKey, WorkSecret } from '../../content/keyline.ts'
import type { Manifest } from '../../content/manifest.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import type { Witness } from './witness.ts'

/** What a hand is to sign. */
export interface Order {
  /** The same for the same delivery for ever: a hand that is asked again goes on with what it signed before. */
  readonly id: string
  readonly gas: bigint
  /** Runs when everything is ready and nothing has left this program; when it throws, nothing leaves. */
  readonly exposing: () => Promise<void>
  readonly signal?: AbortSignal | undefined
}

/** An account that can send deliveries. */
export interface Hand {
  readonly address: Address
  /** Signs without asking anybody. */
  readonly automatic: boolean
  /** In the smallest unit of the native currency. Rejects when the network does not answer. */
  balance(): Promise<bigint>
  /** Sends until the chain has it. The call reaches nobody before `exposing` has resolved. */
  deliver(call: Call, order: Order): Promise<Result<TransactionReceipt>>
  /** Hands what was signed under this name to every RPC once more, whatever was said to have become of it. */
  spread?(id: string): Promise<void>
  /** Brings what was sent under this name to its end, whatever it is. */
  finish?(id: string, signal?: AbortSignal): Promise<unknown>
}

/** What the person decided. */
export interface Rules {
  /** Answer requests; otherwise only what was answered before is brought to its end. */
  readonly serving: boolean
  /** Serve on this network although it was added by hand. */
  readonly allowed: boolean
  /** What may be lost in 30 days on deliveries that cost more than they bring, in the smallest native unit. */
  readonly budget: bigint
}

export interface Pace {
  /** Milliseconds between two looks. */
  readonly look: number
  /** Milliseconds a request is left to others at least and at most, drawn anew for each. */
  readonly backOff: readonly [least: number, most: number]
}

/** All that serving needs of the world. */
export interface ServingPorts {
  readonly network: Network
  /** The chain that `npm start` runs beside the app. Not `network.local`, which whoever adds a network may write into it. */
  readonly embedded: boolean
  /** One of the networks the app came with, as it came. */
  readonly known: boolean
  readonly client: ChainClient
  readonly witnesses: readonly Witness[]
  /** The creator or key holder who is served for. Gets the fees. */
  readonly server: Address
  /** Those that ask nobody first. */
  readonly hands: () => readonly Hand[]
  readonly rules: () => Rules
  readonly pace: Pace
  secretFor(key: ContentKey): Promise<WorkSecret | undefined>
  /** `addr(Y)` of every work whose secret is at hand. */
  held(): Promise<readonly Address[]>
  /** The manifest with this SHA-256, fetched and checked. Rejects when nobody has it. */
  manifest(digest: Hex): Promise<Manifest>
  /** Unix ms. */
  readonly now?: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

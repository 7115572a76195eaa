/** What publishing needs from outside. The Publish screen plugs in the browser's wallet and library, the examples of
 * `npm start` plug in Node's; the code in between is the same. */
import type { PublicClient, TypedDataDefinition } from 'viem'
import type { Library } from '../storage/library.ts'
import type { randomSecret } from '../content/keyline.ts'
import type { Deployment, Hex, WorkId } from '../royalties/words.ts'
import type { Journal } from './journal.ts'

export type Shelf = Pick<Library, 'add' | 'addRaw' | 'seal' | 'pin'>
export type Secret = ReturnType<typeof randomSecret>

/** A call as `chain/calls.ts` makes it. `value` in wei. */
export interface Call {
  readonly to: Hex
  readonly data: Hex
  readonly value: bigint
}

export interface Ports {
  readonly shelf: Shelf
  readonly client: PublicClient
  readonly deployment: Deployment
  /** The work secret of this salt, kept in the vault before it is returned; the same for the same salt for ever. */
  secret(salt32: Hex): Promise<Secret>
  sign(typedData: TypedDataDefinition): Promise<Hex>
  /** Sends and waits until the call is in a block; `sent` is called as soon as the hash is known. Throws when refused. */
  send(call: Call, sent: (hash: Hex) => Promise<void>): Promise<Hex>
  random(bytes: number): Uint8Array
  readonly journal: { read(): Journal; keep(journal: Journal): Promise<void> }
  /** Where copies of this work may be fetched from first: multiaddrs and gateway URLs, written into the manifest. */
  readonly hints?: { readonly peers: readonly string[]; readonly gateways: readonly string[] }
}

export type Step = 'seal' | 'add' | 'sign' | 'pin' | 'send'

/** Where publishing stands. `done` and `total` in bytes while sealing and adding, in copies while pinning. */
export interface Progress {
  readonly step: Step
  readonly done: number
  readonly total: number
  /** The file at work, by its name. */
  readonly file?: string
}

export type Outcome =
  | { readonly ok: true; readonly work: WorkId; readonly manifest: { readonly digest: Hex; readonly cid: string } }
  | { readonly ok: false; readonly step: Step; readonly problem: PublishProblem }

/** Why a step stopped. Everything before it is kept in the journal; publishing again goes on from there. */
export interface PublishProblem {
  readonly kind: 'paused' | 'rejected' | 'sourceMissing' | 'quota' | 'pin' | 'pending' | 'reverted' | 'network' | 'refused'
  /** A sentence the creator can act on. */
  readonly sentence: string
  readonly cause?: unknown
}

/** What publishing needs from outside. The Publish screen plugs in the browser's wallet and library, the examples of
 * `npm start` plug in Node's; the code in between is the same. */
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import type { WorkSecret } from '../content/keyline.ts'
import type { signingPayload } from '../content/signing.ts'
import type { Deployment, Hex, WorkId } from '../royalties/words.ts'
import type { Shelf } from '../storage/shelf.ts'
import type { Journal } from './journal.ts'

export type TypedManifest = ReturnType<typeof signingPayload>

export interface Ports {
  readonly shelf: Shelf
  readonly client: ChainClient
  readonly deployment: Deployment
  /** The work secret of this salt, kept in the vault before it is returned; the same for the same salt for ever. */
  secret(salt32: Hex): Promise<WorkSecret>
  /** EIP-712 by the creator's account. Throws when refused. */
  sign(manifest: TypedManifest): Promise<Hex>
  /** Sends, calls `sent` as soon as the hash is known, and resolves with the hash of the mined transaction (another one
   * when the wallet replaced it). Throws when refused or reverted. */
  send(call: Call, sent: (hash: Hex) => Promise<void>): Promise<Hex>
  readonly journal: { read(): Journal; keep(journal: Journal): Promise<void> }
  /** Where copies may be fetched from first: multiaddrs and gateway URLs, written into the manifest. */
  readonly hints?: { readonly peers: readonly string[]; readonly gateways: readonly string[] }
}

export type Step = 'seal' | 'add' | 'sign' | 'pin' | 'send'

/** Where publishing stands, in bytes; `total` 0 where there is nothing to count. */
export interface Progress {
  readonly step: Step
  readonly done: number
  readonly total: number
  /** The file at work, by its name. */
  readonly file?: string
}

export type Tell = (progress: Progress) => void

export type Outcome =
  | { readonly ok: true; readonly work: WorkId; readonly manifest: { readonly digest: Hex; readonly cid: string } }
  | { readonly ok: false; readonly step: Step; readonly problem: PublishProblem }

/** Why a step stopped. Everything before it is kept in the journal; publishing again goes on from there. */
export interface PublishProblem {
  readonly kind:
    | 'paused'
    | 'rejected'
    | 'sourceMissing'
    | 'storage'
    | 'pin'
    | 'pending'
    | 'reverted'
    | 'funds'
    | 'network'
    | 'invalid'
    | 'unknown'
  /** A sentence the creator can act on. */
  readonly sentence: string
  readonly cause?: unknown
}

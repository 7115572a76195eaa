/** The keys of a person: a random root, and the secret of every work made or bought. Everything is kept wrapped; plain
 * secrets leave only through `workSecret`, `secretFor` and, under a passphrase, the backup file. */
import type { Bytes } from '../content/bytes.ts'
import type { RequestContext, RequestTerms } from '../content/delivery.ts'
import type { ContentKey, WorkSecret } from '../content/keyline.ts'
import type { Address, Deployment, Hex } from '../royalties/words.ts'
import type { NewUnlocker, Unlocker } from './unlockers/unlocker.ts'
import type { KeptAbout, KeptKey } from './works.ts'

/** The first publication of a work, as its manifest's `home` states it, and who publishes. */
export interface Home {
  readonly deployment: Deployment
  readonly creator: Address
  readonly salt32: Hex
}

export interface Backup {
  /** Unix ms. */
  readonly at: number
  /** How many works' secrets it held. */
  readonly works: number
  /** The person has said that a backup and its passphrase are in a safe place. */
  readonly confirmed?: boolean
}

/** What is kept here and cannot be read any more. */
export interface Damage {
  /** `addr(Y)` of each work whose secret it is. */
  readonly works: readonly Address[]
  /** How many roots. */
  readonly roots: number
}

export interface Exported {
  /** Text of a JSON file. */
  readonly file: string
  /** What is not in it. */
  readonly damage: Damage
}

export interface Imported {
  /** How many works' secrets were new here, or were damaged and are whole again. */
  readonly added: number
  /** How many entries of the file could not be read. */
  readonly unreadable: number
}

export interface Vault {
  /** The secret of a work to be published: the same for the same home for ever, kept before it is returned. Recoverable
   * from the root; fresh and random, so that only this vault and its backups have it, on test networks and when it is to
   * be `shreddable`. Throws `VaultProblem` when it was shredded. */
  workSecret(home: Home, options?: { readonly shreddable?: boolean }): Promise<WorkSecret>
  /** Keeps a secret that came from outside, unless it was shredded here. Throws a RangeError when it is not the secret of `key`. */
  remember(key: ContentKey, secret: WorkSecret, origin?: KeptAbout['origin']): Promise<void>
  /** The secret of `key`, if this vault has it; with `home` it is also looked for under every root. Throws `VaultProblem`
   * when what is kept of it is damaged and no root makes it again. */
  secretFor(key: ContentKey, home?: Home): Promise<WorkSecret | undefined>
  /** What a request for the key of a work says on chain: attempt 0, 1, 2 … from the own root. */
  requestTerms(context: RequestContext, attempt: number): Promise<RequestTerms>
  /** Takes the secret out of a delivered scalar, under every root, and keeps it before it is returned. `undefined`: the
   * scalar is not an answer to this attempt, or only to a root that is damaged (`damage`). */
  receive(context: RequestContext, attempt: number, scalar: Hex): Promise<WorkSecret | undefined>
  /** The private key, 32 bytes, of an account that this browser signs for without asking: the same for the same purpose,
   * network and owner for ever, so that a backup brings its money back. */
  purseKey(purpose: Purse, chainId: number, owner: Address): Promise<Bytes>
  /** That key under the own root, then under every readable root that came with a backup: where old money may lie. */
  purseKeys(purpose: Purse, chainId: number, owner: Address): Promise<Bytes[]>
  /** `addr(Y)` of every secret kept. */
  held(): Promise<readonly Address[]>
  /** What is kept, without the secrets. */
  keys(): Promise<readonly KeptKey[]>
  /** How many works' secrets are kept. */
  count(): Promise<number>
  /** Destroys the secret of a shreddable work, in this browser. Backups and licensees may still have it. Throws
   * `VaultProblem` when the root would bring it back. */
  shred(key: Address): Promise<void>
  /** The ways in; there is always one. */
  unlockers(): Promise<readonly Unlocker[]>
  /** Adds a way in, or replaces the one of its kind where there can be only one. */
  addUnlocker(unlocker: NewUnlocker): Promise<void>
  /** From now on this device opens the vault without asking. */
  addDevice(): Promise<void>
  /** Throws `VaultProblem` when it is the last one. */
  removeUnlocker(name: string): Promise<void>
  /** What cannot be read any more of what is kept. Bringing a backup back mends it. */
  damage(): Promise<Damage>
  /** Everything that can be read, encrypted under a passphrase of at least 12 characters. `progress` from 0 to 1. */
  exportBackup(passphrase: string, progress?: (part: number) => void): Promise<Exported>
  /** Adds what a backup holds; nothing here is lost. What is damaged in the file stops nothing of the rest. */
  importBackup(file: string, passphrase: string, progress?: (part: number) => void): Promise<Imported>
  /** The newest backup made here; `undefined`: none. Works kept since are only in this browser. */
  backedUp(): Promise<Backup | undefined>
  /** The person says that the backup is in a safe place. Nothing happens when there is none. */
  confirmBackup(): Promise<void>
}

export type Purse = 'session' | 'delegate'

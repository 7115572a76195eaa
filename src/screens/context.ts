import { createContext } from 'svelte'
import type { ChainClient } from '../chain/client.ts'
import type { LocalConfig } from '../chain/local.ts'
import type { Network } from '../chain/networks.ts'
import type { Library } from '../storage/library.ts'
import type { Vault } from '../vault/vault.ts'
import type { Transactions } from '../wallet/transactions.svelte.ts'
import type { Wallet } from '../wallet/wallet.svelte.ts'
import type { Catalogue } from './catalogue.svelte.ts'
import type { Choices } from './choices.svelte.ts'
import type { TabKeeper } from './keys/keeper.svelte.ts'
import type { Licences } from './licence/licences.svelte.ts'
import type { Live } from './live.svelte.ts'
import type { Nearby } from './nearby.svelte.ts'
import type { Session } from './session/session.svelte.ts'

/** What a screen works with. Built by app.svelte.ts; parts that are heavy load when first asked for. */
export interface App {
  readonly network: Network
  /** Set when the app was started by `npm start`. */
  readonly local: LocalConfig | undefined
  readonly choices: Choices
  readonly client: ChainClient
  /** One poll of the ledger for the whole page. */
  readonly live: Live
  /** Works with what their manifests say, each fetched once. */
  readonly catalogue: Catalogue
  readonly wallet: Wallet
  readonly transactions: Transactions
  /** Opens the list of wallets, wherever the user is. */
  askToConnect(): void
  /** Rejects with a sentence when this browser forbids storage or workers. The next call tries again. */
  readonly library: () => Promise<Library>
  /** Asks the person to unlock it where it is locked: call it from an act of theirs. Rejects with a sentence. */
  readonly vault: () => Promise<Vault>
  /** Asks nobody: `undefined` while it is locked; `keys` grows when it is unlocked. */
  readonly openVault: () => Promise<Vault | undefined>
  /** Requests for keys, followed over reloads. */
  readonly licences: () => Promise<Licences>
  /** Hands keys to buyers from this tab, once it was switched on. */
  readonly keeper: () => Promise<TabKeeper>
  /** Listening money: loaded with the first thing that plays, or where an earlier visit left a session. */
  readonly session: () => Promise<Session>
  readonly nearby: Nearby
  /** Grows when the vault may have learned a secret: what could not be opened before is worth another try. */
  keys: number
  /** Nothing answers at the contracts' address: there is nothing to read, and somebody may deploy them. */
  readonly missing: boolean
  lookForContracts(): Promise<void>
}

export const [getApp, provideApp] = createContext<App>()

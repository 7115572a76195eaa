import { openClient, type ChainClient } from '../chain/client.ts'
import { loadLocal, type LocalConfig } from '../chain/local.ts'
import { NETWORKS, type Network } from '../chain/networks.ts'
import type { Library, StorageConfig } from '../storage/library.ts'
import type { Vault } from '../vault/vault.ts'
import type { Transactions } from '../wallet/transactions.svelte.ts'
import type { Wallet } from '../wallet/wallet.svelte.ts'
import { Catalogue } from './catalogue.svelte.ts'
import { choices } from './choices.svelte.ts'
import type { App } from './context.ts'
import { Live } from './live.svelte.ts'

interface WalletParts {
  readonly wallet: Wallet
  readonly transactions: Transactions
}

class RunningApp implements App {
  readonly choices = choices
  readonly network: Network
  readonly local: LocalConfig | undefined
  readonly client: ChainClient
  readonly live: Live
  readonly catalogue: Catalogue
  readonly library: () => Promise<Library>
  readonly vault: () => Promise<Vault>
  #parts = $state.raw<WalletParts>()

  constructor(network: Network, local: LocalConfig | undefined) {
    this.network = network
    this.local = local
    this.client = openClient(network)
    this.live = new Live(this.client)
    this.library = once(async () => {
      const { openLibrary } = await import('../storage/open.ts')
      return openLibrary(choices.storage ?? storageFor(local))
    })
    this.vault = once(async () => {
      const { openVault } = await import('../vault/open.ts')
      return openVault()
    })
    this.catalogue = new Catalogue({ client: this.client, network, live: this.live, library: this.library })
  }

  /** Loads the wallet's code; called after the first paint. */
  readonly openWallet = once(async () => {
    const { openWallet } = await import('../wallet/open.ts')
    this.#parts = await openWallet(this.network, this.local)
  })

  get walletReady(): boolean {
    return this.#parts !== undefined
  }

  get wallet(): Wallet {
    return this.#need().wallet
  }

  get transactions(): Transactions {
    return this.#need().transactions
  }

  #need(): WalletParts {
    if (!this.#parts) throw new Error('The wallet is asked for before walletReady')
    return this.#parts
  }
}

export type { RunningApp }

/** Runs once; a failure is not remembered, so that the next call tries again. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () =>
    (running ??= run().catch((error: unknown) => {
      running = undefined
      throw error
    }))
}

/** Finds out where the app runs and which chain it is to read. */
export async function startApp(): Promise<RunningApp> {
  const local = await loadLocal(document.baseURI)
  const known = [...choices.networks, ...(local ? [local.network] : []), ...NETWORKS]
  const chosen = known.find(({ id }) => id === choices.networkId)
  return new RunningApp(chosen ?? local?.network ?? NETWORKS[0]!, local)
}

/** Where bytes come from when the user has chosen nothing: the local node alone, or public trustless gateways. */
export const storageFor = (local: LocalConfig | undefined): StorageConfig =>
  local
    ? {
        gateways: [local.ipfs.gateway],
        relays: [local.ipfs.relay],
        pinning: [{ label: 'Local node', ...local.ipfs.pinning }],
      }
    : { gateways: ['https://trustless-gateway.link', 'https://4everland.io'], relays: [], pinning: [] }

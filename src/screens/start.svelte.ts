import { openClient, type ChainClient } from '../chain/client.ts'
import { loadLocal, type LocalConfig } from '../chain/local.ts'
import { NETWORKS, type Network } from '../chain/networks.ts'
import { problemOf } from '../chain/problems.ts'
import type { Address } from '../royalties/words.ts'
import type { Library, StorageConfig } from '../storage/library.ts'
import type { Vault } from '../vault/vault.ts'
import { Transactions } from '../wallet/transactions.svelte.ts'
import { Wallet } from '../wallet/wallet.svelte.ts'
import { Catalogue } from './catalogue.svelte.ts'
import { choices } from './choices.svelte.ts'
import type { App } from './context.ts'
import type { TabKeeper } from './keys/keeper.svelte.ts'
import type { Licences } from './licence/licences.svelte.ts'
import type { Session } from './session/session.svelte.ts'
import { linkedChain } from './linked.ts'
import { Live } from './live.svelte.ts'
import { Nearby } from './nearby.svelte.ts'

class RunningApp implements App {
  readonly choices = choices
  readonly network: Network
  readonly local: LocalConfig | undefined
  readonly client: ChainClient
  readonly live: Live
  readonly catalogue: Catalogue
  readonly library: () => Promise<Library>
  readonly vault: () => Promise<Vault>
  readonly openVault: () => Promise<Vault | undefined>
  readonly licences: () => Promise<Licences>
  readonly keeper: () => Promise<TabKeeper>
  readonly session: () => Promise<Session>
  readonly nearby: Nearby
  readonly wallet: Wallet
  readonly transactions: Transactions
  /** Whether the list of wallets is open. */
  connecting = $state(false)
  keys = $state(0)
  missing = $state(false)
  readonly #known: readonly Network[]

  constructor(network: Network, local: LocalConfig | undefined, known: readonly Network[]) {
    this.network = network
    this.local = local
    this.#known = known
    this.client = openClient(network)
    this.live = new Live(this.client)
    this.library = once(async () => {
      const { openLibrary } = await import('../storage/library.ts')
      return openLibrary(choices.storage ?? storageFor(local))
    })
    this.nearby = new Nearby(
      this.library,
      () => this.#relays,
      () => this.catalogue.askAgain(),
    )
    const keyring = once(async () => (await import('./vault/open.ts')).keyringOf(this))
    this.vault = async () => (await keyring()).vault()
    this.openVault = async () => (await keyring()).openVault()
    this.licences = once(async () => (await import('./licence/licences.svelte.ts')).openLicences(this))
    this.keeper = once(async () => (await import('./keys/keeper.svelte.ts')).openKeeper(this))
    this.session = once(async () => (await import('./session/session.svelte.ts')).openSession(this))
    this.wallet = new Wallet(known)
    this.transactions = new Transactions({ wallet: this.wallet, client: this.client, network })
    this.catalogue = new Catalogue({ client: this.client, network, live: this.live, library: this.library })
  }

  /** Everything that is not needed for the first paint. */
  async settle(): Promise<void> {
    this.live.start()
    if (this.local) await this.#announceDemoWallets(this.local)
    await this.wallet.start()
    this.transactions.resume()
    // A key may have been delivered, or asked for, while this tab was closed.
    const kept = Object.keys(localStorage).join()
    if (kept.includes('tributary.request.')) void this.licences()
    if (kept.includes('tributary.keeper.')) void this.keeper()
    if (kept.includes('tributary.session.')) void this.session()
    if (this.choices.peers ?? this.#relays.length > 0) await this.nearby.join()
  }

  get #relays(): readonly string[] {
    return (choices.storage ?? storageFor(this.local)).relays
  }

  /** To be called when another account is connected. */
  async meet(account: Address): Promise<void> {
    const vault = this.local && (await this.openVault())
    if (!vault) return
    const { rememberDemoSecrets } = await import('./demo-secrets.ts')
    await rememberDemoSecrets(this.local!, account, vault)
    this.keys += 1
  }

  /** To be called when a locked vault was unlocked. */
  unlocked(): void {
    this.keys += 1
    if (this.wallet.address) this.meet(this.wallet.address).catch(() => undefined)
  }

  async lookForContracts(): Promise<void> {
    const problem = await this.catalogue.countAgain().then(() => undefined, problemOf)
    // A chain that does not answer says nothing about its contracts.
    if (!problem || problem.kind === 'notDeployed') this.missing = problem !== undefined
  }

  askToConnect(): void {
    this.connecting = true
  }

  async #announceDemoWallets(local: LocalConfig): Promise<void> {
    const [{ announceDemoWallets }, { demoRequests }] = await Promise.all([
      import('../wallet/demo.ts'),
      import('../wallet/demo-requests.svelte.ts'),
    ])
    demoRequests.automatic = new URLSearchParams(location.search).get('demo') === 'auto'
    announceDemoWallets(local, this.#known, demoRequests.ask)
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
  const all = [...choices.networks, ...(local ? [local.network] : []), ...NETWORKS]
  const known = all.filter(({ id }, at) => all.findIndex((each) => each.id === id) === at)
  const linked = linkedChain()
  const chosen = known.find(({ id }) => id === linked) ?? known.find(({ id }) => id === choices.networkId)
  // By its number: the user may have edited the one that is read where nothing was chosen.
  const usual = local?.network ?? NETWORKS[0]!
  return new RunningApp(chosen ?? known.find(({ id }) => id === usual.id) ?? usual, local, known)
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

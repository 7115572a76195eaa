import {
  connect,
  createConfig,
  createStorage,
  disconnect,
  getConnection,
  getConnectors,
  injected,
  reconnect,
  sendTransaction,
  signMessage,
  signTypedData,
  switchChain,
  watchConnection,
  watchConnectors,
  type Config,
  type Connector,
} from '@wagmi/core'
import type { Chain, Transport } from 'viem'
import type { Call } from '../chain/action.ts'
import { chainOf, transportOf } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import type { Address, Hex } from '../royalties/words.ts'

/** A wallet the browser offers. */
export interface WalletChoice {
  /** Reverse domain name of the wallet, stable across reloads. */
  readonly id: string
  readonly name: string
  /** A data URI made by the wallet: shown in an `<img>` only. */
  readonly icon?: string
  readonly connector: Connector
}

export interface LinkState {
  readonly address?: Address
  readonly chainId?: number
  readonly status: 'disconnected' | 'connecting' | 'connected'
  readonly walletName?: string
}

/** EIP-712 data as every wallet signs it. */
export interface TypedData {
  readonly domain: Record<string, unknown>
  readonly types: Record<string, readonly { readonly name: string; readonly type: string }[]>
  readonly primaryType: string
  readonly message: Record<string, unknown>
}

/** Everything of wagmi that the app uses. Loaded only when somebody is about to connect or was connected before. */
export class Link {
  readonly #config: Config
  readonly #stops: (() => void)[]

  constructor(
    networks: readonly Network[],
    onState: (state: LinkState) => void,
    onChoices: (choices: WalletChoice[]) => void,
  ) {
    const chains = networks.map(chainOf) as [Chain, ...Chain[]]
    const transports = Object.fromEntries(
      networks.map((network): [number, Transport] => [network.id, transportOf(network)]),
    )
    // Wallets announce themselves (EIP-6963); an old one that only injects is offered when it is there.
    const connectors = 'ethereum' in window ? [injected()] : []
    const storage = createStorage({ storage: localStorage, key: 'tributary.wallet' })
    this.#config = createConfig({ chains, transports, connectors, storage, multiInjectedProviderDiscovery: true })
    const state = () => onState(this.#state())
    this.#stops = [
      watchConnection(this.#config, { onChange: state }),
      watchConnectors(this.#config, { onChange: (found) => onChoices(choicesOf(found)) }),
    ]
    onChoices(choicesOf(getConnectors(this.#config)))
    state()
  }

  #state(): LinkState {
    const { address, chainId, status, connector } = getConnection(this.#config)
    return {
      status: status === 'reconnecting' ? 'connecting' : status,
      ...(address ? { address } : {}),
      ...(chainId === undefined ? {} : { chainId }),
      ...(connector ? { walletName: connector.name } : {}),
    }
  }

  /** Must run once at the start: wagmi remembers connectors as inert data and only this makes them work again. */
  async reconnect(): Promise<void> {
    await reconnect(this.#config)
  }

  async connect(choice: WalletChoice): Promise<void> {
    await connect(this.#config, { connector: choice.connector })
  }

  async disconnect(): Promise<void> {
    await disconnect(this.#config)
  }

  /** Switches the wallet, adding the network to it where it is unknown there. */
  async switchTo({ id, name, currency, rpcs, explorer }: Network): Promise<void> {
    await switchChain(this.#config, {
      chainId: id,
      addEthereumChainParameter: {
        chainName: name,
        nativeCurrency: currency,
        rpcUrls: [...rpcs],
        ...(explorer ? { blockExplorerUrls: [explorer] } : {}),
      },
    })
  }

  send({ to, data, value }: Call, gas: bigint, chainId: number): Promise<Hex> {
    return sendTransaction(this.#config, { to, data, value, gas, chainId })
  }

  sign(data: TypedData): Promise<Hex> {
    return signTypedData(this.#config, data as Parameters<typeof signTypedData>[1])
  }

  /** EIP-191. */
  signText(message: string): Promise<Hex> {
    return signMessage(this.#config, { message })
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}

const choicesOf = (connectors: readonly Connector[]): WalletChoice[] =>
  connectors.map((connector) => ({
    id: connector.id,
    name: connector.name,
    connector,
    ...(connector.icon?.trim().startsWith('data:image/') ? { icon: connector.icon.trim() } : {}),
  }))

import {
  createClient,
  hexToBigInt,
  hexToNumber,
  hexToString,
  numberToHex,
  type Client,
  type Hex,
  type TypedDataDefinition,
} from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { sendTransaction } from 'viem/actions'
import { chainOf, transportOf } from '../chain/client.ts'
import type { LocalConfig } from '../chain/local.ts'
import type { Network } from '../chain/networks.ts'
import type { Address } from '../royalties/words.ts'
import type { DemoQuestion } from './demo-requests.svelte.ts'

type Ask = (name: string, address: Address, question: DemoQuestion) => Promise<boolean>
type Listener = (...args: unknown[]) => void

/** An EIP-1193 error. */
class ProviderError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * A wallet for one account of the embedded chain: real EIP-1193, announced by EIP-6963, signing in the page with the
 * key that `npm start` made. It asks before every act, so that a rejection is a real one (code 4001).
 */
export class DemoProvider {
  readonly #account: PrivateKeyAccount
  readonly #clients = new Map<number, Client>()
  readonly #name: string
  readonly #home: Network
  readonly #networks: readonly Network[]
  readonly #ask: Ask
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #key: string

  /** `networks`: those it could be switched to; it sends only on chains of this machine. */
  constructor(name: string, key: Hex, home: Network, networks: readonly Network[], ask: Ask) {
    this.#account = privateKeyToAccount(key)
    this.#name = name
    this.#home = home
    this.#networks = networks.filter(({ id }) => id !== home.id)
    this.#ask = ask
    this.#key = `tributary.demo.${this.#account.address.toLowerCase()}`
  }

  on(event: string, listener: Listener): this {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return this
  }

  removeListener(event: string, listener: Listener): this {
    this.#listeners.get(event)?.delete(listener)
    return this
  }

  async request({ method, params = [] }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    switch (method) {
      case 'eth_requestAccounts':
        return this.#connect()
      case 'wallet_requestPermissions':
        await this.#connect()
        return [{ parentCapability: 'eth_accounts', caveats: [] }]
      case 'eth_accounts':
        return this.#remembered.connected ? [this.#account.address] : []
      case 'wallet_revokePermissions':
        this.#remember({ ...this.#remembered, connected: false })
        return null
      case 'eth_chainId':
        return numberToHex(this.#chainId)
      case 'wallet_switchEthereumChain':
      case 'wallet_addEthereumChain':
        return this.#switch(hexToNumber((params[0] as { chainId: Hex }).chainId))
      case 'eth_sendTransaction':
        return this.#send(params[0] as SentTransaction)
      case 'eth_signTypedData_v4':
        return this.#sign(params[1])
      case 'personal_sign':
        return this.#signText(params[0] as Hex)
      default:
        return this.#client().request({ method, params } as never)
    }
  }

  get #remembered(): { connected: boolean; chainId?: number } {
    return JSON.parse(localStorage.getItem(this.#key) ?? '{"connected":false}') as {
      connected: boolean
      chainId?: number
    }
  }

  #remember(state: { connected: boolean; chainId?: number }): void {
    localStorage.setItem(this.#key, JSON.stringify(state))
  }

  get #chainId(): number {
    return this.#remembered.chainId ?? this.#home.id
  }

  get #network(): Network | undefined {
    return [this.#home, ...this.#networks].find(({ id }) => id === this.#chainId)
  }

  async #allowed(question: DemoQuestion): Promise<void> {
    if (!(await this.#ask(this.#name, this.#account.address, question)))
      throw new ProviderError(4001, 'The user rejected the request.')
  }

  async #connect(): Promise<Address[]> {
    if (!this.#remembered.connected) {
      await this.#allowed({ kind: 'connect' })
      this.#remember({ ...this.#remembered, connected: true })
    }
    return [this.#account.address]
  }

  async #switch(chainId: number): Promise<null> {
    if (chainId === this.#chainId) return null
    await this.#allowed({ kind: 'switch', chainId })
    this.#remember({ ...this.#remembered, chainId })
    for (const listener of this.#listeners.get('chainChanged') ?? []) listener(numberToHex(chainId))
    return null
  }

  /** Everybody knows the keys of the demo: money of a real network would be gone at once. */
  #client(): Client {
    const network = this.#network
    if (!network || !isHere(network))
      throw new ProviderError(4901, 'A demo wallet only works on chains of this computer.')
    const made = this.#clients.get(network.id)
    if (made) return made
    const transport = transportOf(network)
    const client = createClient({ account: this.#account, chain: chainOf(network), transport })
    this.#clients.set(network.id, client)
    return client
  }

  async #send({ to, data = '0x', value, gas }: SentTransaction): Promise<Hex> {
    const client = this.#client()
    const amount = value ? hexToBigInt(value) : 0n
    await this.#allowed({ kind: 'transaction', value: amount, data, ...(to ? { to } : {}) })
    const { account, chain } = client
    return sendTransaction(client, {
      account: account!,
      chain: chain!,
      to: to ?? null,
      data,
      value: amount,
      ...(gas ? { gas: hexToBigInt(gas) } : {}),
    })
  }

  async #sign(given: unknown): Promise<Hex> {
    const data = (typeof given === 'string' ? JSON.parse(given) : given) as TypedDataDefinition
    const text = JSON.stringify(
      data.message,
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
      2,
    )
    await this.#allowed({ kind: 'signature', primaryType: data.primaryType, text })
    return this.#account.signTypedData(data)
  }

  async #signText(raw: Hex): Promise<Hex> {
    await this.#allowed({ kind: 'signature', primaryType: 'Message', text: hexToString(raw) })
    return this.#account.signMessage({ message: { raw } })
  }
}

const isHere = ({ rpcs }: Network) => rpcs.every((url) => /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url))

interface SentTransaction {
  readonly to?: Address
  readonly data?: Hex
  readonly value?: Hex
  readonly gas?: Hex
}

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M6 4c0 9 10 8 10 16v8M26 4c0 9-10 8-10 16" fill="none" stroke="#1d6fa5" stroke-width="4" stroke-linecap="round"/></svg>',
)}`

/** Announces one wallet per demo account, now and whenever the page asks again. Call before the wallet starts. */
export function announceDemoWallets({ accounts, network }: LocalConfig, networks: readonly Network[], ask: Ask): void {
  for (const { name, key } of accounts) {
    const provider = new DemoProvider(name, key, network, networks, ask)
    const rdns = `local.tributary.${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
    const detail = Object.freeze({
      info: { uuid: crypto.randomUUID(), name: `${name} (demo)`, icon: ICON, rdns },
      provider,
    })
    const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
    window.addEventListener('eip6963:requestProvider', announce)
    announce()
  }
}

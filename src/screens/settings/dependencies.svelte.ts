import type { App } from '../context.ts'
import { storageFor } from '../start.svelte.ts'
import { testRpc } from './rpc-test.ts'

/** One outside service the app uses, and what stands in when it is gone. */
export interface Dependency {
  readonly id: string
  readonly kind: 'RPC' | 'Gateway' | 'Pinning service' | 'Relay' | 'Wallet'
  readonly where: string
  readonly what: string
  readonly substitute: string
}

export type DependencyState = { readonly tone: 'ok' | 'danger' | 'plain'; readonly text: string }

/** Everything this page may talk to, and nothing else: the CSP and the lists in the settings allow no more. */
export class Dependencies {
  states = $state.raw<ReadonlyMap<string, DependencyState>>(new Map())
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  readonly list = $derived.by((): Dependency[] => {
    const { network, choices, local, wallet } = this.#app
    const { gateways, relays, pinning } = choices.storage ?? storageFor(local)
    return [
      ...network.rpcs.map((where): Dependency => ({
        id: `rpc ${where}`,
        kind: 'RPC',
        where,
        what: 'Reads the chain, takes transactions',
        substitute: 'Any other RPC of the network, or your own node',
      })),
      ...gateways.map((where): Dependency => ({
        id: `gateway ${where}`,
        kind: 'Gateway',
        where,
        what: 'Serves blocks of works',
        substitute: 'Any trustless gateway; other peers; a CAR file',
      })),
      ...pinning.map(({ label, endpoint }): Dependency => ({
        id: `pin ${endpoint}`,
        kind: 'Pinning service',
        where: label ? `${label} (${endpoint})` : endpoint,
        what: 'Keeps copies of your works',
        substitute: 'Any Pinning Service API, or a Kubo node',
      })),
      ...relays.map((where): Dependency => ({
        id: `relay ${where}`,
        kind: 'Relay',
        where,
        what: 'Lets tabs find each other',
        substitute: 'Any circuit relay',
      })),
      ...(wallet.walletName
        ? [
            {
              id: 'wallet',
              kind: 'Wallet',
              where: wallet.walletName,
              what: 'Signs',
              substitute: 'Any wallet that announces itself (EIP-6963)',
            } as const,
          ]
        : []),
    ]
  })

  async check(): Promise<void> {
    await Promise.all(
      this.list.map(async (dependency) => {
        const state = await this.#stateOf(dependency)
        this.states = new Map(this.states).set(dependency.id, state)
      }),
    )
  }

  async #stateOf({ kind, where }: Dependency): Promise<DependencyState> {
    if (kind === 'RPC') {
      const verdict = await testRpc(this.#app.network, where)
      return verdict.ok
        ? { tone: 'ok', text: `answers in ${verdict.ms} ms` }
        : { tone: 'danger', text: verdict.sentence }
    }
    if (kind === 'Gateway') return gatewayState(where)
    if (kind === 'Wallet') return { tone: 'ok', text: 'connected' }
    return { tone: 'plain', text: 'asked when needed' }
  }
}

/** Every trustless gateway must serve the identity block, which holds nothing. */
const NOTHING = 'bafkqaaa'

async function gatewayState(origin: string): Promise<DependencyState> {
  const url = new URL(`/ipfs/${NOTHING}?format=raw`, origin)
  const response = await fetch(url, {
    headers: { accept: 'application/vnd.ipld.raw' },
    signal: AbortSignal.timeout(8_000),
    referrerPolicy: 'no-referrer',
  }).catch(() => undefined)
  if (!response) return { tone: 'danger', text: 'does not answer' }
  return response.status < 500
    ? { tone: 'ok', text: 'answers' }
    : { tone: 'danger', text: `answers with error ${response.status}` }
}

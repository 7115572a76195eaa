import type { PinningService, StorageConfig } from '../../storage/library.ts'
import type { App } from '../context.ts'
import { storageFor } from '../start.svelte.ts'

/** Where bytes come from and where copies go, as typed; one address per line. */
export class StorageSettings {
  gatewaysText = $state('')
  relaysText = $state('')
  pinning = $state<PinningService[]>([])
  usage = $state.raw<{ used: number; quota: number; persisted: boolean }>()
  problem = $state<string>()
  saved = $state(false)
  readonly #app: App

  constructor(app: App) {
    this.#app = app
    this.#show(app.choices.storage ?? storageFor(app.local))
  }

  #show({ gateways, relays, pinning }: StorageConfig): void {
    this.gatewaysText = gateways.join('\n')
    this.relaysText = relays.join('\n')
    this.pinning = pinning.map((service) => ({ ...service }))
  }

  readonly gateways = $derived.by(() => lines(this.gatewaysText))
  readonly relays = $derived.by(() => lines(this.relaysText))
  readonly gatewaysProblem = $derived.by(() => {
    const wrong = this.gateways.find((url) => !isWebAddress(url))
    return wrong && `${wrong} is not a web address. Gateways start with https://.`
  })
  readonly relaysProblem = $derived.by(() => {
    const wrong = this.relays.find((address) => !/^\/[a-z0-9]+\/.+/.test(address))
    return wrong && `${wrong} is not a multiaddr. One looks like /dns4/relay.example/tcp/443/wss/p2p/12D3…`
  })
  readonly pinningProblem = $derived.by(() => {
    const wrong = this.pinning.find(({ endpoint }) => !isWebAddress(endpoint))
    return wrong && 'The address of a pinning service starts with https://.'
  })
  readonly ready = $derived(!this.gatewaysProblem && !this.relaysProblem && !this.pinningProblem)

  addService(): void {
    this.pinning = [...this.pinning, { label: '', endpoint: '', token: '' }]
  }

  removeService(index: number): void {
    this.pinning = this.pinning.filter((_, i) => i !== index)
  }

  async save(): Promise<void> {
    const { choices } = this.#app
    const pinning = $state.snapshot(this.pinning)
    const kept = choices.storage?.iceServers ? { iceServers: choices.storage.iceServers } : {}
    choices.storage = { gateways: this.gateways, relays: this.relays, pinning, ...kept }
    choices.keep()
    await this.#try(async () => (await this.#app.library()).configure(choices.storage!))
    this.saved = true
  }

  /** Back to what the app came with. */
  async reset(): Promise<void> {
    const { choices, local } = this.#app
    choices.storage = undefined
    choices.keep()
    this.#show(storageFor(local))
    await this.#try(async () => (await this.#app.library()).configure(storageFor(local)))
  }

  async measure(): Promise<void> {
    await this.#try(async () => {
      this.usage = await (await this.#app.library()).usage()
    })
  }

  /** Asks the browser never to clear this site's storage by itself. */
  async persist(): Promise<void> {
    await this.#try(async () => {
      const granted = await navigator.storage.persist()
      if (!granted) throw new Error('The browser refused. Some grant it once the site is bookmarked or installed.')
      await this.measure()
    })
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.problem = undefined
    try {
      await act()
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const isWebAddress = (text: string): boolean =>
  /^https:\/\/[^\s]+$/.test(text) || /^http:\/\/(127\.0\.0\.1|localhost)([:/]|$)/.test(text)

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']

/** `1.5 GB` */
export function bytesText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`
}

import { SvelteMap } from 'svelte/reactivity'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Vault } from '../../vault/vault.ts'
import type { KeptKey } from '../../vault/works.ts'
import type { App } from '../context.ts'

/** Which keys are here, and of which works. */
export class KeptKeys {
  rows = $state.raw<readonly KeptKey[]>([])
  problem = $state<string>()
  /** Those that cannot be read any more. */
  damaged = $state.raw<ReadonlySet<Address>>(new Set())
  /** Works by the address of their content key; `null`: none on this network, `undefined`: not known yet. */
  readonly works = new SvelteMap<Address, WorkId | null>()
  readonly #app: App
  readonly #vault: Vault

  constructor(app: App, vault: Vault) {
    this.#app = app
    this.#vault = vault
  }

  async look(): Promise<void> {
    this.problem = undefined
    try {
      const kept = await this.#vault.keys()
      this.rows = kept.toSorted((a, b) => (b.since ?? 0) - (a.since ?? 0))
      this.damaged = new Set((await this.#vault.damage()).works)
      const { workOfKey } = await import('../../chain/keys.ts')
      const unknown = this.rows.filter(({ key }) => !this.works.has(key))
      await Promise.all(
        unknown.map(async ({ key }) => this.works.set(key, (await workOfKey(this.#app.client, key)) ?? null)),
      )
    } catch (error) {
      this.problem = error instanceof Error ? error.message.split('\n')[0] : String(error)
    }
  }

  titleOf({ key }: KeptKey): string {
    const work = this.works.get(key)
    if (work) return this.#app.catalogue.entry(work).title
    return work === null ? `Not published on ${this.#app.network.name}` : '…'
  }

  async shred({ key }: KeptKey): Promise<void> {
    try {
      await this.#vault.shred(key)
      await this.look()
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }
}

/** What brings a key back when this browser is lost, in a few words. */
export function comesBackWith({ origin, recoverable }: KeptKey): string {
  if (recoverable) return origin === 'bought' ? 'Your root and the chain' : 'Your root'
  return recoverable === false ? 'A backup that holds it' : 'A backup'
}

/** Only what was made here and follows from nothing can be destroyed with any sense. */
export const canShred = ({ origin, recoverable }: KeptKey): boolean => origin === 'made' && recoverable === false

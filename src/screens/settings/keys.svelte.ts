import { VaultProblem } from '../../vault/problem.ts'
import type { Unlocker } from '../../vault/unlockers/unlocker.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'
import { Backing } from '../vault/backing.svelte.ts'

/** What the screen knows of the vault: `shut` when it cannot be opened at all, with the reason. */
export class KeySettings {
  state = $state<'looking' | 'open' | 'locked' | 'shut'>('looking')
  problem = $state.raw<Error>()
  unlockers = $state.raw<readonly Unlocker[]>([])
  vault = $state.raw<Vault>()
  readonly backing: Backing
  readonly #app: App

  constructor(app: App) {
    this.#app = app
    this.backing = new Backing(app.vault)
  }

  /** This device opens the vault without asking. */
  readonly byDevice = $derived.by(() => this.unlockers.some(({ kind }) => kind === 'device'))

  /** The keys here cannot be unlocked any more; starting over is the way on. */
  readonly lost = $derived.by(() => this.problem instanceof VaultProblem && this.problem.kind === 'locked')

  async look(): Promise<void> {
    try {
      this.vault = await this.#app.openVault()
      this.problem = undefined
      this.state = this.vault ? 'open' : 'locked'
      this.unlockers = (await this.vault?.unlockers()) ?? []
      if (this.vault) await this.backing.look(this.vault)
    } catch (error) {
      this.problem = error as Error
      this.state = 'shut'
    }
  }

  /** Through the dialog. Whoever cancels stays where they are. */
  async unlock(): Promise<void> {
    await this.#app.vault().catch(() => undefined)
    await this.look()
  }
}

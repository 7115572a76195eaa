import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'

/** Bringing keys back: from a backup file, and from what root and chain together still know. */
export class Restoring {
  passphrase = $state('')
  file = $state.raw<File>()
  progress = $state<number>()
  /** What is being looked at on the chain. */
  looking = $state<string>()
  problem = $state<string>()
  message = $state<string>()
  readonly #app: App
  readonly #changed: () => void

  constructor(app: App, changed: () => void) {
    this.#app = app
    this.#changed = changed
  }

  readonly ready = $derived.by(() => this.file !== undefined && this.passphrase !== '')

  /** Whether it is busy with one or the other. */
  readonly busy = $derived.by(() => this.progress !== undefined || this.looking !== undefined)

  async fromFile(): Promise<void> {
    await this.#try(async (vault) => {
      const text = await this.file!.text()
      const { added, unreadable } = await vault.importBackup(text, this.passphrase, (part) => (this.progress = part))
      this.passphrase = ''
      this.message =
        added === 0
          ? 'All keys that can be read in the backup were here already. What follows from its root can be found again, too.'
          : `${added === 1 ? '1 key was' : `${added} keys were`} added. What follows from the backup’s root can be found again, too.`
      if (unreadable > 0)
        this.problem = `${unreadable === 1 ? '1 entry' : `${unreadable} entries`} of the file could not be read and ${unreadable === 1 ? 'was' : 'were'} left out. Another backup of yours may have ${unreadable === 1 ? 'it' : 'them'} whole.`
    })
  }

  async fromChain(): Promise<void> {
    await this.#try(async (vault) => {
      const { address } = this.#app.wallet
      if (!address) throw new Error('Connect the account that made or bought the works, then look again.')
      const { findKeys } = await import('./find-keys.ts')
      const { looked, found } = await findKeys(this.#app, vault, address, (what) => (this.looking = what))
      this.message =
        found > 0
          ? `${found === 1 ? '1 key was' : `${found} keys were`} found.`
          : `Nothing new was found. ${looked === 0 ? 'This account has made no sealed work here' : `Looked at ${looked === 1 ? '1 work' : `${looked} works`} made by this account`}, and at its key requests.`
    })
  }

  async #try(act: (vault: Vault) => Promise<void>): Promise<void> {
    if (this.busy) return
    this.problem = this.message = undefined
    try {
      await act(await this.#app.vault())
      this.#app.keys += 1
      this.#changed()
    } catch (error) {
      this.problem = error instanceof Error ? error.message.split('\n')[0] : String(error)
    } finally {
      this.progress = this.looking = undefined
    }
  }
}

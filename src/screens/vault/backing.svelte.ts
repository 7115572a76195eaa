import type { Backup, Damage, Vault } from '../../vault/vault.ts'
import { saveFile } from '../save-file.ts'

export const BACKUP_NAME = 'tributary-keys.json'

/** Making a backup, and hearing from the person that it is in a safe place. */
export class Backing {
  passphrase = $state('')
  ready = $state(false)
  progress = $state<number>()
  problem = $state<string>()
  /** A file was just handed to the browser. */
  saved = $state(false)
  last = $state.raw<Backup>()
  /** What cannot be read here, and so is in no backup made now. */
  damage = $state.raw<Damage>({ works: [], roots: 0 })
  count = $state<number>()
  readonly #open: () => Promise<Vault>

  constructor(open: () => Promise<Vault>) {
    this.#open = open
  }

  async look(vault: Vault): Promise<void> {
    this.last = await vault.backedUp()
    this.count = await vault.count()
    this.damage = await vault.damage()
  }

  async save(): Promise<void> {
    await this.#try(async (vault) => {
      const { file } = await vault.exportBackup(this.passphrase, (part) => (this.progress = part))
      saveFile(file, BACKUP_NAME, 'application/json')
      this.saved = true
      this.passphrase = ''
      await this.look(vault)
    })
  }

  async confirm(): Promise<void> {
    await this.#try(async (vault) => {
      await vault.confirmBackup()
      this.saved = false
      await this.look(vault)
    })
  }

  async #try(act: (vault: Vault) => Promise<void>): Promise<void> {
    this.problem = undefined
    try {
      await act(await this.#open())
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.progress = undefined
    }
  }
}

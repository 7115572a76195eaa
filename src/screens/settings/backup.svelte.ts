import type { Backup, Vault } from '../../vault/vault.ts'

/** Long enough that trying them all is no plan; the vault insists on it too. */
export const SHORTEST_PASSPHRASE = 12

/** Taking the keys out of this browser and back in. */
export class KeyBackup {
  count = $state<number>()
  last = $state.raw<Backup>()
  passphrase = $state('')
  repeated = $state('')
  restorePassphrase = $state('')
  progress = $state<number>()
  problem = $state<string>()
  message = $state<string>()
  readonly #open: () => Promise<Vault>

  constructor(open: () => Promise<Vault>) {
    this.#open = open
  }

  readonly passphraseProblem = $derived.by(() =>
    this.passphrase !== '' && this.passphrase.length < SHORTEST_PASSPHRASE
      ? `At least ${SHORTEST_PASSPHRASE} characters. Four or five random words are good.`
      : undefined,
  )
  readonly repeatedProblem = $derived.by(() =>
    this.repeated !== '' && this.repeated !== this.passphrase ? 'The two are not the same.' : undefined,
  )
  readonly ready = $derived(this.passphrase.length >= SHORTEST_PASSPHRASE && this.passphrase === this.repeated)

  async look(): Promise<void> {
    await this.#try(async (vault) => {
      this.count = await vault.count()
      this.last = await vault.backedUp()
    })
  }

  /** The backup file; `undefined` when it failed, see `problem`. */
  async export(): Promise<Blob | undefined> {
    let file: Blob | undefined
    await this.#try(async (vault) => {
      const text = await vault.exportBackup(this.passphrase, (part) => (this.progress = part))
      file = new Blob([text], { type: 'application/json' })
      this.passphrase = this.repeated = ''
      this.message = 'The backup is written. Keep the file and the passphrase apart, and both away from this computer.'
    })
    if (file) await this.look()
    return file
  }

  async import(file: File): Promise<void> {
    await this.#try(async (vault) => {
      const found = await vault.importBackup(
        await file.text(),
        this.restorePassphrase,
        (part) => (this.progress = part),
      )
      this.restorePassphrase = ''
      this.message = found === 0 ? 'Everything in the backup was here already.' : `${found} keys were added.`
    })
    this.count = await this.#open()
      .then((vault) => vault.count())
      .catch(() => this.count)
  }

  async #try(act: (vault: Vault) => Promise<void>): Promise<void> {
    this.problem = this.message = undefined
    try {
      await act(await this.#open())
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.progress = undefined
    }
  }
}

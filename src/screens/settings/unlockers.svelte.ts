import { makePasskey } from '../../vault/unlockers/passkey.ts'
import { makePassphraseUnlocker } from '../../vault/unlockers/passphrase.ts'
import { makeWalletUnlocker } from '../../vault/unlockers/wallet.ts'
import type { NewUnlocker, Unlocker } from '../../vault/unlockers/unlocker.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'
import { authenticators, signerOf } from '../vault/ports.ts'

/** Adding and removing ways into the vault. */
export class UnlockerChanges {
  passphrase = $state('')
  ready = $state(false)
  progress = $state<number>()
  busy = $state(false)
  problem = $state<string>()
  message = $state<string>()
  readonly #app: App
  readonly #changed: () => Promise<void>

  constructor(app: App, changed: () => Promise<void>) {
    this.#app = app
    this.#changed = changed
  }

  /** Whether it was set. */
  setPassphrase(): Promise<boolean> {
    return this.#add('The passphrase unlocks your keys from now on.', async () => {
      const made = await makePassphraseUnlocker(this.passphrase, (part) => (this.progress = part))
      this.passphrase = ''
      return made
    })
  }

  addPasskey(standing: readonly Unlocker<'passkey'>[]): Promise<boolean> {
    return this.#add('The passkey unlocks your keys from now on.', () => makePasskey(authenticators(), standing))
  }

  addWallet(): Promise<boolean> {
    return this.#add('A signature of this account unlocks your keys from now on.', () =>
      makeWalletUnlocker(signerOf(this.#app)!, location.origin, new Date()),
    )
  }

  remove(name: string): Promise<boolean> {
    return this.#try('It does not unlock your keys any more.', (vault) => vault.removeUnlocker(name))
  }

  /** `ask`: this device is no longer enough, so that the vault is locked in every new tab. */
  lockTabs(ask: boolean): Promise<boolean> {
    return this.#try(
      ask
        ? 'From now on every new tab asks you to unlock your keys.'
        : 'This device unlocks your keys by itself again.',
      (vault) => (ask ? vault.removeUnlocker('device') : vault.addDevice()),
    )
  }

  #add(message: string, make: () => Promise<NewUnlocker>): Promise<boolean> {
    return this.#try(message, async (vault) => vault.addUnlocker(await make()))
  }

  async #try(message: string, act: (vault: Vault) => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = this.message = undefined
    try {
      await act(await this.#app.vault())
      // Said when the list shows it: what could be removed before may be the last way in now.
      await this.#changed()
      this.message = message
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.busy = false
      this.progress = undefined
    }
    return this.problem === undefined
  }
}

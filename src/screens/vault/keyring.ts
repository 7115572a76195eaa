import type { Bytes } from '../../content/bytes.ts'
import { openVault } from '../../vault/open.ts'
import { VaultProblem } from '../../vault/problem.ts'
import type { Unlocker } from '../../vault/unlockers/unlocker.ts'
import type { Vault } from '../../vault/vault.ts'

type Ask = (unlockers: readonly Unlocker[]) => Promise<Bytes>

/** The vault of this page: opened once, by this device alone where it can, else by asking the person once for all who
 * wait. Whoever cancels may be asked again by the next act that needs the keys. */
export class Keyring {
  readonly #ask: Ask
  readonly #unlocked: () => void
  readonly #open: typeof openVault
  #vault: Vault | undefined
  #looking: Promise<Vault | undefined> | undefined
  #asking: Promise<Vault> | undefined

  /** `unlocked`: called after the person has unlocked it. */
  constructor(ask: Ask, unlocked: () => void, open = openVault) {
    this.#ask = ask
    this.#unlocked = unlocked
    this.#open = open
  }

  /** `undefined`: it is locked. Throws `VaultProblem` when there can be none here. */
  async openVault(): Promise<Vault | undefined> {
    if (this.#vault) return this.#vault
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  /** Throws `VaultProblem`: also when the person does not unlock it. */
  async vault(): Promise<Vault> {
    const open = await this.openVault()
    if (open) return open
    this.#asking ??= this.#unlock().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #look(): Promise<Vault | undefined> {
    try {
      return (this.#vault = await this.#open())
    } catch (error) {
      if (error instanceof VaultProblem && error.kind === 'notUnlocked') return undefined
      throw error
    }
  }

  async #unlock(): Promise<Vault> {
    this.#vault = await this.#open({ unlock: this.#ask })
    this.#unlocked()
    return this.#vault
  }
}

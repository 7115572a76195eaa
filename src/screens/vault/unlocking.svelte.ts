import type { Bytes } from '../../content/bytes.ts'
import { openWithPasskey } from '../../vault/unlockers/passkey.ts'
import { openWithPassphrase } from '../../vault/unlockers/passphrase.ts'
import type { Unlocker, UnlockerKind } from '../../vault/unlockers/unlocker.ts'
import { openWithWallet } from '../../vault/unlockers/wallet.ts'
import type { App } from '../context.ts'
import { authenticators, signerOf } from './ports.ts'

/** One attempt after the other to find the root. */
export class Unlocking {
  passphrase = $state('')
  /** Of the stretching of a passphrase, from 0 to 1. */
  progress = $state<number>()
  busy = $state<UnlockerKind>()
  problem = $state<string>()
  readonly passkeys: readonly Unlocker<'passkey'>[]
  readonly wallets: readonly Unlocker<'wallet'>[]
  readonly byPassphrase: Unlocker<'passphrase'> | undefined
  readonly #app: App
  readonly #found: (root: Bytes) => void

  constructor(app: App, unlockers: readonly Unlocker[], found: (root: Bytes) => void) {
    this.#app = app
    this.#found = found
    const of = <Kind extends UnlockerKind>(kind: Kind) =>
      unlockers.filter((unlocker): unlocker is Unlocker<Kind> => unlocker.kind === kind)
    this.passkeys = of('passkey')
    this.wallets = of('wallet')
    this.byPassphrase = of('passphrase')[0]
  }

  /** The wallet unlocker of the connected account. */
  readonly wallet = $derived.by(() =>
    this.wallets.find(({ account }) => account.toLowerCase() === this.#app.wallet.address?.toLowerCase()),
  )

  withPassphrase(): Promise<void> {
    const unlocker = this.byPassphrase!
    return this.#try('passphrase', () =>
      openWithPassphrase(unlocker, this.passphrase, (part) => (this.progress = part)),
    )
  }

  withPasskey(): Promise<void> {
    return this.#try('passkey', () => openWithPasskey(authenticators(), this.passkeys))
  }

  withWallet(): Promise<void> {
    return this.#try('wallet', () => openWithWallet(signerOf(this.#app)!, this.wallet!))
  }

  async #try(kind: UnlockerKind, open: () => Promise<Bytes>): Promise<void> {
    if (this.busy) return
    this.busy = kind
    this.problem = undefined
    try {
      this.#found(await open())
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.busy = undefined
      this.progress = undefined
    }
  }
}

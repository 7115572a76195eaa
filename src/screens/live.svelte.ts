import type { ChainClient } from '../chain/client.ts'
import type { Seen } from '../chain/events.ts'
import { watchLedger, type WatchState } from '../chain/watch.ts'

export type Listener = (events: readonly Seen[], block: bigint) => void

/** The ledger as it grows: one poll for the page, any number of listeners. */
export class Live {
  /** `undefined` until the chain has answered, or failed to, for the first time. */
  state = $state.raw<WatchState>()
  readonly #client: ChainClient
  readonly #listeners = new Set<Listener>()
  readonly #rollbacks = new Set<() => void>()
  #stop: (() => void) | undefined

  constructor(client: ChainClient) {
    this.#client = client
  }

  start(): void {
    this.#stop ??= watchLedger(this.#client, {
      onEvents: (events, block) => this.#listeners.forEach((listener) => listener(events, block)),
      onRollback: () => this.#rollbacks.forEach((listener) => listener()),
      onState: (state) => {
        // A new block is no news for the screen; going stale or coming back is.
        if (state.kind === 'stale' || this.state?.kind !== 'live') this.state = state
      },
    })
  }

  /** Asks again at once instead of waiting for the next turn. */
  retry(): void {
    this.#stop?.()
    this.#stop = undefined
    this.start()
  }

  /** Returns a function that ends it. `onRollback`: what was told may be void, read again. */
  listen(listener: Listener, onRollback?: () => void): () => void {
    this.#listeners.add(listener)
    if (onRollback) this.#rollbacks.add(onRollback)
    return () => {
      this.#listeners.delete(listener)
      if (onRollback) this.#rollbacks.delete(onRollback)
    }
  }
}

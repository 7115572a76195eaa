import type { TabKeeper } from './keeper.svelte.ts'

/** The keeper of this tab once it has begun, for whoever only looks: asking `app.keeper()` would begin one. */
class Begun {
  keeper = $state.raw<TabKeeper>()

  /** Requests that wait for a click of the person at this tab. */
  get asking(): number {
    return this.keeper?.asking ?? 0
  }
}

export const begun = new Begun()

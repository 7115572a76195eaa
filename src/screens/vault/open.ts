import type { RunningApp } from '../start.svelte.ts'
import { Keyring } from './keyring.ts'

/** The page's keyring; the dialog that asks is fetched when somebody has to be asked. */
export const keyringOf = (app: RunningApp): Keyring =>
  new Keyring(
    async (unlockers) => (await import('./ask.ts')).askToUnlock(app, unlockers),
    () => app.unlocked(),
  )

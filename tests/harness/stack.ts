/** The whole of `npm start` for the stories: a folder and ports of its own, the built app under its strict policy. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { LocalConfig } from '../../src/chain/local.ts'
import { freePort } from '../../src/local/ports.ts'
import { openSay } from '../../src/local/say.ts'
import { startStack as start } from '../../src/local/stack.ts'

/** What a story needs to know of the stack; plain data, so that it reaches the test's own thread. */
export interface Running {
  /** Ends in a slash. */
  readonly url: string
  readonly config: LocalConfig
}

declare module 'vitest' {
  interface ProvidedContext {
    running: Running
  }
}

/** A stack of the caller's own; most stories share the one of the run, `theStack()`. */
export async function startStack(
  options: { examples?: boolean } = {},
): Promise<Running & { readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-'))
  const { url, config, stop } = await start({ folder, port: await freePort(0), ...options }, openSay(true))
  return {
    url,
    config,
    stop: async () => {
      await stop()
      // What the node of peers had still to write may come while its folder goes.
      await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** The stack that all stories of this run share, with the example works. */
export const theStack = (): Running => inject('running')

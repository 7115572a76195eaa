import { isSealed, type Manifest } from '../../content/manifest.ts'
import type { Probed, ProbeOrder } from '../../storage/probe.ts'
import type { App } from '../context.ts'

/** Leaves fetched of each file before paying (key-delivery §5.3) … */
const LEAVES = 20
/** … and files from which on the work is taken as one set: a thousand pictures are not fetched to buy them. */
const MANY = 10

/** Looking whether the sealed files can be had, from whom, and how far that has come. */
export class Probing {
  state = $state<'idle' | 'running' | 'done' | 'failed'>('idle')
  /** Blocks fetched, of how many known so far. */
  progress = $state.raw({ done: 0, total: 0 })
  found = $state.raw<Probed>()
  problem = $state<string>()
  readonly #app: App
  #abort: AbortController | undefined

  constructor(app: App) {
    this.#app = app
  }

  get onlySeller(): boolean {
    return (this.found?.onlySeller ?? 0) > 0
  }

  async run(manifest: Manifest): Promise<void> {
    this.stop()
    const abort = (this.#abort = new AbortController())
    this.state = 'running'
    this.problem = this.found = undefined
    this.progress = { done: 0, total: 0 }
    try {
      const library = await this.#app.library()
      const progress = (told: { done: number; total: number }) => (this.progress = told)
      const found = await library.probe(orderOf(manifest), { signal: abort.signal, progress })
      if (abort.signal.aborted) return
      this.found = found
      this.state = 'done'
    } catch (error) {
      if (abort.signal.aborted) return
      this.problem = error instanceof Error ? error.message : String(error)
      this.state = 'failed'
    }
  }

  stop(): void {
    this.#abort?.abort()
    this.#abort = undefined
  }
}

export function orderOf(manifest: Manifest): ProbeOrder {
  const each = manifest.files.filter(isSealed).map(({ shards }) => shards.map(({ cid, ctLen }) => ({ cid, ctLen })))
  const files = each.length > MANY ? [each.flat()] : each
  const leaves = each.length > MANY ? LEAVES * MANY : LEAVES
  return { files, leaves, sellers: sellersOf(manifest) }
}

/** Peer ids of the tabs that the manifest names: its maker's. */
const sellersOf = ({ hints }: Manifest): string[] =>
  (hints?.peers ?? []).flatMap((address) => address.split('/p2p/').at(-1) ?? [])

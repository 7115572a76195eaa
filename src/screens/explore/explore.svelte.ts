import { problemOf, type Problem } from '../../chain/problems.ts'
import type { Kind } from '../../content/kind.ts'
import type { App } from '../context.ts'
import type { Entry } from '../catalogue.svelte.ts'

const PAGE = 24

/** The works of a network, newest first, a page at a time. Never sorted by money: volume can be self-paid. */
export class Shelves {
  entries = $state.raw<readonly Entry[]>([])
  loading = $state(true)
  problem = $state.raw<Problem>()
  kind = $state<Kind>()
  search = $state('')
  readonly #app: App
  /** Works below this number have not been asked for; 0: none are left. */
  #below = $state<number>()

  constructor(app: App) {
    this.#app = app
  }

  get count(): number | undefined {
    return this.#app.catalogue.count
  }

  get more(): boolean {
    return this.#below === undefined || this.#below > 1
  }

  /** What passes the filters. A work whose manifest has not come passes no kind and no search but its number. */
  get shown(): readonly Entry[] {
    const words = this.search.trim().toLowerCase()
    return this.entries.filter((entry) => {
      if (this.kind && entry.manifest?.kind !== this.kind) return false
      return words === '' || textOf(entry).includes(words)
    })
  }

  /** The next older page; the first time the newest. */
  async older(): Promise<void> {
    this.loading = true
    this.problem = undefined
    try {
      const end = this.#below ?? (await this.#app.catalogue.countAgain()) + 1
      const from = Math.max(1, end - PAGE)
      if (end > 1) this.#append(await this.#app.catalogue.page(from, end - from))
      this.#below = from
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.loading = false
    }
  }

  /** Puts works published since on top. */
  async newer(): Promise<void> {
    const newest = Number(this.entries[0]?.id ?? 0)
    const count = this.count ?? 0
    if (count <= newest || this.loading) return
    const found = await this.#app.catalogue.page(newest + 1, count - newest).catch(() => [])
    this.entries = [...found.toReversed(), ...this.entries]
  }

  #append(found: readonly Entry[]): void {
    this.entries = [...this.entries, ...found.toReversed()]
  }
}

const textOf = (entry: Entry): string =>
  [entry.title, entry.manifest?.creator.name, entry.manifest?.description, `work ${entry.id}`]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()

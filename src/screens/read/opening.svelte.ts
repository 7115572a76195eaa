import { workId } from '../../royalties/words.ts'
import type { Manifest } from '../../content/manifest.ts'
import type { App } from '../context.ts'
import type { Entry } from '../catalogue.svelte.ts'
import { keptId, keptManifest } from '../download/kept.ts'
import { openFile, type Opened } from './opened.ts'
import { filesOf, type WorkFile } from './pieces.ts'
import { promised } from './reader-kind.ts'

/** Milliseconds the chain is given before what is kept here is looked at instead. */
const PATIENCE = 4_000

/** One file of a work on its way into a reader: the work, its manifest, the key, the first bytes. */
export class Opening {
  readonly #app: App
  readonly #entry: Entry
  readonly #id: string
  readonly #wanted: number | undefined
  /** Taken from what is kept here, where the chain does not answer. */
  #kept = $state.raw<Manifest>()
  #late = $state(false)
  #attempt = $state(0)
  files = $state.raw<readonly WorkFile[]>([])
  opened = $state.raw<Opened>()
  problem = $state<string>()

  constructor(app: App, id: string, file: string | undefined) {
    this.#app = app
    this.#id = id
    this.#entry = app.catalogue.entry(workId(BigInt(id)))
    this.#wanted = file !== undefined && /^\d{1,5}$/.test(file) ? Number(file) : undefined
  }

  get manifest(): Manifest | undefined {
    return this.#entry.manifest ?? this.#kept
  }

  get title(): string {
    return this.manifest?.name ?? `Work ${this.#id}`
  }

  /** Files that a reader is likely to show. */
  get readable(): readonly WorkFile[] {
    return this.files.filter(({ name, type, item }) => item && promised(name, type))
  }

  get file(): WorkFile | undefined {
    return this.#wanted === undefined ? (this.readable[0] ?? this.files[0]) : this.files[this.#wanted]
  }

  /** For an effect of the view: runs again when the manifest comes or a key was learned; gives everything back. */
  follow(): () => void {
    void this.#attempt
    const { manifest } = this
    if (!manifest) return this.#wait()
    void this.#app.keys
    const gone = new AbortController()
    void this.#open(manifest, gone.signal)
    return () => {
      gone.abort()
      this.opened?.reading.close()
      this.opened = undefined
    }
  }

  again(): void {
    this.problem = undefined
    this.#late = false
    this.#attempt += 1
    void this.#entry.reload().catch(() => undefined)
  }

  /** A reader found the file to be other than it seemed. */
  refuse(why: string): void {
    this.problem = why
  }

  /** Without a manifest: what is kept here may have it; else the reason is said. */
  #wait(): () => void {
    const { telling } = this.#entry
    const look = async () => {
      const manifest = await this.#app
        .library()
        .then((library) => keptManifest(library, keptId(this.#app.network, this.#id)))
        // Storage that cannot be opened keeps nothing; the reason below is the one that helps.
        .catch(() => undefined)
      if (this.#entry.manifest) return
      if (manifest) this.#kept = manifest
      else if (telling.kind === 'unreachable' || telling.kind === 'refused') this.problem = telling.sentence
      else if (this.#late) this.problem = 'The chain does not answer, and this work is not kept in this browser.'
    }
    if (telling.kind !== 'loading' || this.#late) {
      void look()
      return () => undefined
    }
    const timer = setTimeout(() => (this.#late = true), PATIENCE)
    return () => clearTimeout(timer)
  }

  async #open(manifest: Manifest, gone: AbortSignal): Promise<void> {
    this.problem = undefined
    try {
      const files = await filesOf(manifest, this.#app.vault)
      if (gone.aborted) return
      this.files = files
      const { file } = this
      if (!file) throw new Error('This work has no file of that number.')
      const library = await this.#app.library()
      const opened = await openFile(library, file, `${keptId(this.#app.network, this.#id)}/${file.index}`)
      if (gone.aborted) opened.reading.close()
      else this.opened = opened
    } catch (error) {
      if (!gone.aborted) this.problem = error instanceof Error ? error.message : String(error)
    }
  }
}

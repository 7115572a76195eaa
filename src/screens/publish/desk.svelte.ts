import { openDrafts, type Drafts } from '../../publish/draft/drafts.ts'
import type { Draft } from '../../publish/draft/draft.ts'
import { sealJob } from '../../publish/shards.ts'
import type { App } from '../context.ts'
import { Editor } from './editor.svelte.ts'
import type { Dropped } from './filing.svelte.ts'

/** Which draft this tab was writing, so that a reload continues there. */
const OPEN = 'tributary.draft'

/** All drafts of this browser on this network, and the one that is open. */
export class Desk {
  drafts = $state.raw<readonly Draft[]>([])
  editor = $state.raw<Editor>()
  ready = $state(false)
  problem = $state<string>()
  readonly #app: App
  #store: Drafts | undefined

  constructor(app: App) {
    this.#app = app
  }

  async start(): Promise<void> {
    try {
      this.#store = await openDrafts()
      await this.#list()
      const open = this.drafts.find(({ id }) => id === sessionStorage.getItem(OPEN))
      if (open) this.open(open)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
      this.#store = forgetful()
    }
    this.ready = true
  }

  open(draft: Draft): void {
    this.editor = new Editor(this.#app, this.#store!, draft)
    sessionStorage.setItem(OPEN, draft.id)
  }

  async begin(files: readonly Dropped[]): Promise<void> {
    const editor = new Editor(this.#app, this.#store!)
    this.editor = editor
    sessionStorage.setItem(OPEN, editor.id)
    await editor.save()
    await editor.add(files)
  }

  /** Back to the list. The draft stays. */
  async leave(): Promise<void> {
    await this.editor?.close()
    this.editor = undefined
    sessionStorage.removeItem(OPEN)
    await this.#list().catch(() => undefined)
  }

  /** Forgets a draft, and what it has put on the shelf unless the work is published. */
  async remove(draft: Draft): Promise<void> {
    await this.#store!.forget(draft.id)
    await this.#list()
    if (draft.journal.work !== undefined) return
    const library = await this.#app.library()
    for (const { job } of draft.files)
      for (let shard = 0; shard < draft.files.length; shard++) await library.discard(sealJob(job, shard))
  }

  async close(): Promise<void> {
    await this.editor?.close()
    this.#store?.close()
  }

  async #list(): Promise<void> {
    const all = await this.#store!.list()
    this.drafts = all.filter(({ chainId }) => chainId === this.#app.network.id)
  }
}

/** Where the browser keeps nothing, the page works without memory, and says so. */
function forgetful(): Drafts {
  return {
    list: async () => [],
    find: async () => undefined,
    save: async () => {},
    forget: async () => {},
    keepBlob: async () => {},
    blob: async () => undefined,
    close: () => {},
  }
}

import type { Kind } from '../../content/kind.ts'
import { HEAD, recognise } from '../../content/kinds.ts'
import type { Tags } from '../../content/tags.ts'
import type { WorkSecret } from '../../content/keyline.ts'
import { KEPT_BYTES, type DraftFile } from '../../publish/draft/draft.ts'
import type { Drafts } from '../../publish/draft/drafts.ts'
import { askForSource, findSource, isSame } from '../../publish/draft/sources.ts'
import type { Journal } from '../../publish/journal.ts'
import type { OrderFile } from '../../publish/order.ts'
import { numberFiles, sealJob } from '../../publish/shards.ts'
import { sealFile } from '../../publish/shelve.ts'
import { explain } from '../../publish/problems.ts'
import type { Hex } from '../../royalties/words.ts'
import type { Library } from '../../storage/library.ts'

export interface Dropped {
  readonly file: File
  readonly handle?: FileSystemFileHandle | undefined
}

export type FileState = 'waiting' | 'sealing' | 'paused' | 'sealed' | 'failed' | 'asking' | 'missing'

/** One file of a draft and how far its sealing is. */
export class Item {
  readonly file: DraftFile
  readonly kind: Kind
  state = $state<FileState>('waiting')
  source = $state.raw<Blob>()
  done = $state(0)
  total = $state(0)
  problem = $state<string>()
  tags: Tags | undefined
  pause: AbortController | undefined

  constructor(file: DraftFile, kind: Kind) {
    this.file = file
    this.kind = kind
  }

  get order(): OrderFile {
    const { job, name, type } = this.file
    return { job, name, type, ...(this.source && { source: this.source }) }
  }
}

interface Ports {
  readonly id: string
  readonly drafts: Drafts
  library(): Promise<Library>
  secret(salt32: Hex): Promise<WorkSecret>
  journal: { read(): Journal; keep(journal: Journal): Promise<void> }
  /** Whether files may be sealed now: a wallet is there, the work is to be sealed, and it is not being published. */
  ready(): boolean
  /** The list changed: save it. */
  changed(): void
}

/** The files of a draft. Sealing runs in the background, one file after the other, while the creator writes. */
export class Filing {
  items = $state.raw<readonly Item[]>([])
  /** What was dropped last and could not be taken, each with its reason. */
  refused = $state.raw<readonly string[]>([])
  readonly #ports: Ports
  #running = false
  /** What is being sealed, or was sealed last, and when that has ended one way or another. */
  #sealing: { readonly item: Item; readonly ended: Promise<void> } | undefined

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Takes up a saved draft's files. */
  async restore(files: readonly DraftFile[]): Promise<void> {
    const { journal } = this.#ports
    this.items = files.map((file) => new Item(file, kindOf(file.type)))
    await Promise.all(
      this.items.map(async (item) => {
        if (journal.read().shelved.some(({ job }) => job === item.file.job)) item.state = 'sealed'
        const source = await findSource(this.#ports.drafts, this.#ports.id, item.file)
        if (source.state === 'here') item.source = source.blob
        else if (item.state !== 'sealed') item.state = source.state
      }),
    )
    void this.seal()
  }

  /** Returns the new items; a file that the draft is missing is given back to it instead of being added again. */
  async add(dropped: readonly Dropped[]): Promise<Item[]> {
    const refused: string[] = []
    const take = async (one: Dropped) => {
      if (one.file.size === 0) return void refused.push(`“${one.file.name}” is empty: it has 0 bytes.`)
      const item = this.#giveBack(one) ?? this.#read(one)
      return Promise.resolve(item).catch(() => void refused.push(`“${one.file.name}” could not be read.`))
    }
    const made = (await Promise.all(dropped.map(take))).filter((item) => item !== undefined)
    this.refused = refused
    const fresh = made.filter((item) => !this.items.includes(item))
    this.items = [...this.items, ...fresh]
    this.#ports.changed()
    void this.seal()
    return fresh
  }

  #giveBack({ file }: Dropped): Item | undefined {
    const item = this.items.find((one) => !one.source && isSame(one.file, file))
    if (!item) return undefined
    item.source = file
    if (item.state !== 'sealed') item.state = 'waiting'
    return item
  }

  async #read({ file, handle }: Dropped): Promise<Item> {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
    const { mime, kind, truthful, claimed } = recognise(head, file.name)
    const job = `${this.#ports.id}/${crypto.randomUUID()}`
    const kept = file.size <= KEPT_BYTES && (await this.#keep(job, file))
    const known = { job, name: file.name, bytes: file.size, modified: file.lastModified, type: mime, kept }
    const item = new Item({ ...known, ...(!truthful && claimed && { claimed }), ...(handle && { handle }) }, kind)
    item.source = file
    return item
  }

  /** Without room for a copy the draft still works: the file is asked for again after a reload. */
  #keep = (job: string, file: File): Promise<boolean> =>
    this.#ports.drafts.keepBlob(this.#ports.id, job, file).then(
      () => true,
      () => false,
    )

  async remove(item: Item): Promise<void> {
    item.pause?.abort()
    const { journal, drafts, id } = this.#ports
    this.items = this.items.filter((one) => one !== item)
    const before = journal.read()
    await journal.keep({ ...before, shelved: before.shelved.filter(({ job }) => job !== item.file.job) })
    this.#ports.changed()
    this.#requeue()
    await drafts.keepBlob(id, item.file.job, undefined).catch(() => undefined)
    await this.#discard(item)
  }

  pause(item: Item): void {
    item.state = 'paused'
    item.pause?.abort()
  }

  resume(item: Item): void {
    item.problem = undefined
    item.state = 'waiting'
    void this.seal()
  }

  /** Call from a click. */
  async ask(item: Item): Promise<void> {
    const source = await askForSource(item.file)
    item.state = source.state === 'here' ? 'waiting' : source.state
    if (source.state === 'here') item.source = source.blob
    void this.seal()
  }

  /** What was sealed is thrown away and done again, with the file that is here now. */
  async startOver(item: Item): Promise<void> {
    await this.#discard(item)
    this.resume(item)
  }

  /** Removes everything a draft has put on the shelf. */
  async discardAll(): Promise<void> {
    for (const item of this.items) if (item.state === 'waiting') item.state = 'paused'
    for (const item of this.items) {
      item.pause?.abort()
      await this.#discard(item)
    }
  }

  pauseAll(): void {
    for (const item of this.items) if (item.state === 'sealing') this.pause(item)
  }

  /** Seals what waits. Does nothing while it is already at it, or while nothing may be sealed. */
  async seal(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      for (let next = this.#next(); next && this.#ports.ready(); next = this.#next())
        await (this.#sealing = { item: next.item, ended: this.#sealOne(next.item, next.shard) }).ended
    } finally {
      this.#running = false
    }
  }

  #next(): { item: Item; shard: number } | undefined {
    const orders = this.items.map(({ order }) => order)
    for (const { file, shard, shelved } of numberFiles(orders, this.#ports.journal.read().shelved)) {
      const item = this.items.find((one) => one.file.job === file.job)
      if (!shelved && item?.state === 'waiting' && item.source) return { item, shard }
    }
    return undefined
  }

  async #sealOne(item: Item, shard: number): Promise<void> {
    const { journal, library, secret } = this.#ports
    item.state = 'sealing'
    item.pause = new AbortController()
    const { salt32 } = journal.read()
    const progress = ({ done, total }: { done: number; total: number }) => {
      item.done = done
      item.total = total
    }
    try {
      const shelf = await library()
      const request = { file: item.order, shard, salt32, signal: item.pause.signal, progress }
      const shelved = await sealFile({ shelf, secret }, request)
      if (!this.items.includes(item)) return
      const before = journal.read()
      await journal.keep({ ...before, shelved: [...before.shelved.filter(({ job }) => job !== shelved.job), shelved] })
      item.state = 'sealed'
    } catch (error) {
      const problem = explain(error, 'seal')
      item.state = problem.kind === 'paused' ? 'paused' : 'failed'
      if (problem.kind !== 'paused') item.problem = problem.sentence
    }
  }

  /** Shard numbers must stay without gaps: a file whose number no longer fits is sealed again under a free one. */
  #requeue(): void {
    const { shelved } = this.#ports.journal.read()
    for (const { file, shelved: done } of numberFiles(
      this.items.map(({ order }) => order),
      shelved,
    )) {
      const item = this.items.find((one) => one.file.job === file.job)
      if (!done && item?.state === 'sealed') item.state = item.source ? 'waiting' : 'missing'
    }
    void this.seal()
  }

  /** A sealing that was told to stop is still at its last leaf, and holds its job until then. */
  async #discard(item: Item): Promise<void> {
    if (this.#sealing?.item === item) await this.#sealing.ended
    const library = await this.#ports.library()
    for (let shard = 0; shard <= Math.min(this.items.length, 64); shard++)
      await library.discard(sealJob(item.file.job, shard))
  }
}

function kindOf(type: string): Kind {
  const [family = ''] = type.split('/')
  return ({ audio: 'song', video: 'video', image: 'image' } as const)[family as 'audio' | 'video' | 'image'] ?? 'other'
}

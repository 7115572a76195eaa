import type { ChainClient } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import { currencyOf, listedCurrency, type Currency } from '../chain/tokens.ts'
import { readCount, readWork, readWorks, type Work } from '../chain/tributary.ts'
import type { Manifest } from '../content/manifest.ts'
import type { WorkId } from '../royalties/words.ts'
import type { Library } from '../storage/library.ts'
import type { Live } from './live.svelte.ts'
import { readTelling, type Telling } from './telling.ts'

/** What did not answer is asked again after these milliseconds, doubled each time, so that what comes late appears. */
const SOON = 2_000
const SELDOM = 60_000

/** Covers larger than this are not fetched. */
const COVER_LIMIT = 8 * 1024 * 1024

interface Ports {
  readonly client: ChainClient
  readonly network: Network
  readonly live: Live
  library(): Promise<Library>
}

/** A work as screens show it: facts from the chain at once, then what its manifest tells, then its cover. */
export class Entry {
  readonly id: WorkId
  work = $state.raw<Work>()
  /** When `work` was read, in Unix seconds. */
  read = 0
  currency = $state.raw<Currency>()
  telling = $state.raw<Telling>({ kind: 'loading' })
  cover = $state.raw<Blob>()
  readonly #ports: Ports
  /** Whether the manifest has been asked for, and whether that is still going on. */
  #asked = false
  #asking = false
  #wait = SOON
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(id: WorkId, ports: Ports) {
    this.id = id
    this.#ports = ports
  }

  get manifest(): Manifest | undefined {
    return this.telling.kind === 'ready' ? this.telling.manifest : undefined
  }

  /** The manifest's name, or the number alone. Untrusted text: show it, never interpret it. */
  get title(): string {
    return this.manifest?.name ?? `Work ${this.id}`
  }

  /** Takes what the chain says; the first time also fetches currency, manifest and cover. */
  accept(work: Work): void {
    this.read = Math.floor(Date.now() / 1_000)
    this.work = work
    if (this.#asked) return
    this.#asked = true
    void this.#tell(work)
  }

  /** Reads the chain again, and fetches the manifest if it has not come yet. */
  async reload(quietly = false): Promise<void> {
    // There is a reason, such as a new peer: what is being asked just now may not know of it yet.
    if (!quietly) this.#wait = SOON
    try {
      const work = await readWork(this.#ports.client, this.id)
      if (!work) return
      if (this.telling.kind === 'unreachable' && !this.#asking) {
        this.#asked = false
        // Nobody watches what goes on by itself: what is said stays until there is something else to say.
        if (!quietly) this.telling = { kind: 'loading' }
      }
      this.accept(work)
    } catch (error) {
      // An RPC that fails once is no reason to give up the manifest for good.
      if (!this.work || this.telling.kind === 'unreachable') this.#later()
      throw error
    }
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      // A tab that nobody looks at asks nobody.
      if (globalThis.document?.hidden) this.#later()
      else void this.reload(true).catch(() => undefined)
    }, this.#wait)
    this.#wait = Math.min(2 * this.#wait, SELDOM)
  }

  async #tell(work: Work): Promise<void> {
    const { client, network, library } = this.#ports
    this.currency = listedCurrency(network, work.currency)
    if (!this.currency)
      void currencyOf(client, network, work.currency).then(
        (found) => (this.currency = found),
        () => undefined,
      )
    this.#asking = true
    this.telling = await readTelling(library, work.manifest)
    this.#asking = false
    if (this.telling.kind === 'unreachable') this.#later()
    const cover = this.manifest?.cover
    if (!cover || cover.bytes > COVER_LIMIT) return
    // A cover that cannot be had leaves the drawn one standing; the work page says where copies are.
    const bytes = await (await library()).read(cover.cid, { limit: COVER_LIMIT }).catch(() => undefined)
    if (bytes) this.cover = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: cover.type })
  }
}

/** Every work this page has looked at, each read and fetched once. */
export class Catalogue {
  /** How many works there are; `undefined` before the chain has answered. */
  count = $state<number>()
  readonly #entries = new Map<WorkId, Entry>()
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
    ports.live.listen(
      (events) => void this.#refresh(new Set(events.map(({ event }) => event.work))),
      () => void this.#refresh(new Set(this.#entries.keys())),
    )
  }

  /** Loads itself; ask as often as you like. */
  entry(id: WorkId): Entry {
    const found = this.#entries.get(id)
    if (found) return found
    const made = this.#blank(id)
    // What fails here shows as missing facts; the page's banner names the chain's trouble.
    void made.reload().catch(() => undefined)
    return made
  }

  /** Works `from` … `from + limit - 1`, read in one request. Rejects when the chain does not answer. */
  async page(from: number, limit: number): Promise<Entry[]> {
    const works = await readWorks(this.#ports.client, from, limit)
    return works.map((work) => {
      const entry = this.#entries.get(work.id) ?? this.#blank(work.id)
      entry.accept(work)
      return entry
    })
  }

  async countAgain(): Promise<number> {
    this.count = await readCount(this.#ports.client)
    return this.count
  }

  /** There are new peers: what nobody had may be had now. */
  askAgain(): void {
    const missing = [...this.#entries.values()].filter(({ telling }) => telling.kind === 'unreachable')
    for (const entry of missing) void entry.reload().catch(() => undefined)
  }

  #blank(id: WorkId): Entry {
    let entry!: Entry
    // Svelte does not track state inside the effect that made it; whoever asks first would never see it change.
    $effect.root(() => {
      entry = new Entry(id, this.#ports)
    })
    this.#entries.set(id, entry)
    return entry
  }

  async #refresh(ids: ReadonlySet<WorkId>): Promise<void> {
    const known = [...ids].flatMap((id) => this.#entries.get(id) ?? [])
    if (known.length < ids.size) await this.countAgain().catch(() => undefined)
    await Promise.allSettled(known.map((entry) => entry.reload()))
  }
}

import { deployment } from '../../../contracts-abi/deployment.ts'
import { listedCurrency, nativeOf, type Currency } from '../../chain/tokens.ts'
import type { WorkSecret } from '../../content/keyline.ts'
import type { Tags } from '../../content/tags.ts'
import { newDraft, type Draft } from '../../publish/draft/draft.ts'
import { DraftProblem, type Drafts } from '../../publish/draft/drafts.ts'
import { USUAL, type Form } from '../../publish/draft/form.ts'
import { readForm, type Reading } from '../../publish/draft/read.ts'
import { newJournal, type Journal } from '../../publish/journal.ts'
import type { Address, Deployment, Hex } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { fillIn } from './fill-in.ts'
import { Filing, type Dropped, type Item } from './filing.svelte.ts'
import { Holders } from './holders.svelte.ts'
import { Lineage } from './lineage.svelte.ts'
import { Publishing } from './publishing.svelte.ts'
import { Selling } from './selling.svelte.ts'
import { Shown } from './shown.svelte.ts'
import { isStep, type StepId } from './steps.ts'

const PAUSE = 400

/** One draft open for writing: what is typed, its files, what the public will see, and its way onto the chain. */
export class Editor {
  readonly app: App
  readonly id: string
  readonly filing: Filing
  readonly shown: Shown
  readonly holders: Holders
  readonly lineage: Lineage
  readonly publishing: Publishing
  readonly selling: Selling
  form = $state() as Form
  step = $state<StepId>('files')
  journal = $state.raw() as Journal
  /** Set while what is here is not yet on disk, and when it cannot be. */
  saving = $state(false)
  problem = $state<string>()
  /** The account that the work's key was made for. */
  creator = $state<Address>()

  readonly #drafts: Drafts
  readonly #chainId: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(app: App, drafts: Drafts, draft: Draft = newDraft(app.network.id)) {
    this.app = app
    this.id = draft.id
    this.#drafts = drafts
    this.#chainId = draft.chainId
    this.form = draft.form
    this.journal = draft.journal
    this.creator = draft.creator
    this.step = isStep(draft.step) ? draft.step : 'files'
    const changed = () => this.touch()
    const journal = { read: () => this.journal, keep: (next: Journal) => this.keepJournal(next) }
    this.filing = new Filing({
      id: draft.id,
      drafts,
      journal,
      changed,
      library: () => app.library(),
      secret: (salt32) => this.secret(salt32),
      ready: () => this.form.sealed && app.wallet.address !== undefined && !this.publishing.running,
    })
    this.shown = new Shown(draft.id, drafts, changed)
    this.holders = new Holders(this)
    this.lineage = new Lineage(this)
    this.publishing = new Publishing(this, journal)
    this.selling = new Selling(this)
    void this.filing.restore(draft.files)
    void this.shown.restore(draft)
  }

  get deployment(): Deployment {
    return { chainId: this.app.network.id, contract: deployment.tributary.address }
  }

  currency: Currency = $derived.by(
    () => listedCurrency(this.app.network, this.form.currency as Address) ?? nativeOf(this.app.network),
  )

  reading: Reading = $derived.by(() =>
    readForm(this.form, {
      account: this.app.wallet.address,
      decimals: this.currency.decimals,
      files: this.filing.items.map(({ order }) => order),
      cover: this.shown.cover,
      preview: this.shown.preview,
      suggestedFee: this.selling.suggested,
      known: { ...this.holders.problems, ...this.lineage.problems },
    }),
  )

  /** The vault keeps the secret before it is used. A key is made for one account: another one starts with a new salt. */
  async secret(salt32: Hex): Promise<WorkSecret> {
    const account = this.app.wallet.address
    if (!account) throw new Error('Connect a wallet first: the key of the work is made for its account.')
    this.creator ??= account
    const vault = await this.app.vault()
    const home = { deployment: this.deployment, creator: this.creator, salt32 }
    return vault.workSecret(home, { shreddable: this.form.shreddable ?? false })
  }

  /** Files were sealed for an account that is not the one connected now. */
  get otherAccount(): boolean {
    const { address } = this.app.wallet
    return this.creator !== undefined && address !== undefined && address.toLowerCase() !== this.creator.toLowerCase()
  }

  /** Starts sealing over, for the account connected now. */
  async takeOver(): Promise<void> {
    this.creator = this.app.wallet.address
    await this.#sealOver()
  }

  /** Whether the key is to follow from the root. What is sealed already is sealed again: it has another key then. */
  async makeShreddable(shreddable: boolean): Promise<void> {
    this.form.shreddable = shreddable
    const begun = this.filing.items.some(({ state }) => state === 'sealed' || state === 'sealing')
    if (begun) await this.#sealOver()
  }

  async #sealOver(): Promise<void> {
    await this.filing.discardAll()
    const { created } = this.journal
    await this.keepJournal({ ...newJournal(crypto.getRandomValues(new Uint8Array(32)), new Date(created)) })
    for (const item of this.filing.items) this.filing.resume(item)
  }

  async add(dropped: readonly Dropped[]): Promise<void> {
    const items = await this.filing.add(dropped)
    for (const [at, item] of items.entries())
      await this.#learn(item, this.filing.items.length === items.length && at === 0)
  }

  /** Fills in what the file says about itself; the first file also gives cover and preview. */
  async #learn(item: Item, first: boolean): Promise<void> {
    const source = item.source
    if (!source) return
    const { readTags } = await import('../../content/tags.ts')
    const tags: Tags = await readTags(source, item.file.type).catch(() => ({}))
    item.tags = tags
    if (!first) return
    if (this.form.kind === 'other') this.#takeKind(item)
    fillIn(this.form, item.file.name, tags)
    const picture = tags.cover && new Blob([tags.cover.bytes], { type: tags.cover.mime })
    await this.shown.derive({ blob: source, type: item.file.type, picture }, this.form.title)
  }

  #takeKind(item: Item): void {
    this.form.kind = item.kind
    const [usual] = USUAL[item.kind]
    const nothingOffered = Object.values(this.form.offers).every(({ state }) => state === 'closed')
    if (usual && nothingOffered) this.form.offers[usual] = { state: 'priced', price: '' }
  }

  /** Something changed: saved a moment later. */
  touch(): void {
    if (this.#closed) return
    this.saving = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), PAUSE)
  }

  async keepJournal(journal: Journal): Promise<void> {
    this.journal = journal
    await this.save()
  }

  /** Never rejects: what cannot be saved stays here, and the page says so. */
  async save(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      await this.#drafts.save(this.#draft())
      this.problem = undefined
      this.saving = false
    } catch (error) {
      this.problem = error instanceof DraftProblem ? error.message : String(error)
    }
  }

  #draft(): Draft {
    const { cover, coverOrigin, preview, previewOrigin } = this.shown
    return {
      id: this.id,
      chainId: this.#chainId,
      changed: Date.now(),
      step: this.step,
      form: $state.snapshot(this.form) as Form,
      files: this.filing.items.map(({ file }) => file),
      journal: this.journal,
      ...(this.creator && { creator: this.creator }),
      cover: { origin: coverOrigin, width: cover?.width ?? 0, height: cover?.height ?? 0 },
      preview: { origin: previewOrigin, note: preview?.note ?? '' },
    }
  }

  /** Leaves the draft as it is; sealing stops and goes on when it is opened again. */
  async close(): Promise<void> {
    if (this.#closed) return
    await this.save()
    this.#closed = true
    this.filing.pauseAll()
    this.shown.close()
  }
}

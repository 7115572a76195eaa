import { deriveCover, derivePreview, fallbackCover, type DeriveSource } from '../../publish/derive/derive.ts'
import { coverFrom } from '../../publish/derive/picture.ts'
import type { Draft, Origin } from '../../publish/draft/draft.ts'
import type { Drafts } from '../../publish/draft/drafts.ts'
import type { Cover, Preview } from '../../publish/order.ts'

/** A preview chosen by hand is public and fetched by every visitor. */
const PREVIEW_LIMIT = 8 << 20

/** What the public will see: cover and preview, derived or chosen. */
export class Shown {
  cover = $state.raw<Cover>()
  coverOrigin = $state<Origin | 'drawn'>('none')
  coverUrl = $state<string>()
  preview = $state.raw<Preview>()
  previewOrigin = $state<Origin>('none')
  previewUrl = $state<string>()
  previewText = $state<string>()
  deriving = $state(false)
  problem = $state<string>()
  readonly #id: string
  readonly #drafts: Drafts
  readonly #changed: () => void

  constructor(id: string, drafts: Drafts, changed: () => void) {
    this.#id = id
    this.#drafts = drafts
    this.#changed = changed
  }

  async restore({ cover, preview }: Draft): Promise<void> {
    const [picture, taste] = await Promise.all([
      this.#drafts.blob(this.#id, 'cover').catch(() => undefined),
      this.#drafts.blob(this.#id, 'preview').catch(() => undefined),
    ])
    if (picture) this.#showCover({ blob: picture, width: cover.width, height: cover.height }, cover.origin)
    if (taste) this.#showPreview({ blob: taste, note: preview.note }, preview.origin)
  }

  /** Derives what the creator has not chosen by hand. Never fails: in the end there is a drawn cover and no preview. */
  async derive(source: DeriveSource, title: string): Promise<void> {
    this.deriving = true
    const cover = this.coverOrigin === 'own' ? undefined : await deriveCover(source)
    if (cover) this.#keepCover(cover, 'derived')
    else if (!this.cover) await this.draw(title)
    const preview = this.previewOrigin === 'own' ? undefined : await derivePreview(source)
    if (preview) this.#keepPreview(preview, 'derived')
    this.deriving = false
  }

  /** The drawn cover follows the title. */
  async draw(title: string): Promise<void> {
    const cover = await fallbackCover(title)
    if (cover && (!this.cover || this.coverOrigin === 'drawn')) this.#keepCover(cover, 'drawn')
  }

  async chooseCover(picture: Blob): Promise<void> {
    const cover = await coverFrom(picture)
    this.problem = cover ? undefined : 'This browser cannot read that picture. Try PNG, JPEG or WebP.'
    if (cover) this.#keepCover(cover, 'own')
  }

  choosePreview(file: File): void {
    this.problem = file.size > PREVIEW_LIMIT ? 'A preview has at most 8 MB: everyone who looks fetches it.' : undefined
    if (this.problem) return
    this.#keepPreview({ blob: file, note: 'chosen by the creator' }, 'own')
  }

  async dropCover(title: string): Promise<void> {
    this.coverOrigin = 'drawn'
    await this.draw(title)
  }

  rename(note: string): void {
    if (this.preview) this.preview = { ...this.preview, note }
    this.#changed()
  }

  dropPreview(): void {
    this.#showPreview(undefined, 'none')
    void this.#drafts.keepBlob(this.#id, 'preview', undefined).catch(() => undefined)
    this.#changed()
  }

  close(): void {
    if (this.coverUrl) URL.revokeObjectURL(this.coverUrl)
    if (this.previewUrl) URL.revokeObjectURL(this.previewUrl)
  }

  #keepCover(cover: Cover, origin: Origin | 'drawn'): void {
    this.#showCover(cover, origin)
    void this.#drafts.keepBlob(this.#id, 'cover', cover.blob).catch(() => undefined)
    this.#changed()
  }

  #keepPreview(preview: Preview, origin: Origin): void {
    this.#showPreview(preview, origin)
    void this.#drafts.keepBlob(this.#id, 'preview', preview.blob).catch(() => undefined)
    this.#changed()
  }

  #showCover(cover: Cover, origin: Origin | 'drawn'): void {
    if (this.coverUrl) URL.revokeObjectURL(this.coverUrl)
    this.cover = cover
    this.coverOrigin = origin
    this.coverUrl = URL.createObjectURL(cover.blob)
  }

  #showPreview(preview: Preview | undefined, origin: Origin): void {
    if (this.previewUrl) URL.revokeObjectURL(this.previewUrl)
    this.preview = preview
    this.previewOrigin = origin
    this.previewText = undefined
    this.previewUrl = preview && URL.createObjectURL(preview.blob)
    if (preview && !/^(audio|video|image)\//.test(preview.blob.type)) {
      void preview.blob
        .slice(0, 4_000)
        .text()
        .then((text) => (this.previewText = text))
    }
  }
}

import { draw } from '../pictures/decode.ts'
import { recognise } from '../../../content/kinds.ts'
import { keepPlace, placeOf } from '../places.ts'
import type { Opened } from '../opened.ts'
import { elementsOf, findNamed, readMarkup, type Node } from './markup.ts'
import { openBook, type Book } from './package.ts'
import type { Target } from './paths.ts'
import { rebuild, type Rebuilt } from './rebuild.ts'

interface Place {
  readonly chapter: number
  readonly block: number
}

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  'chapter' in value &&
  'block' in value &&
  Number.isInteger(value.chapter) &&
  Number.isInteger(value.block)

/** Where to stand in a chapter that is about to be shown. */
export type Arrival =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'block'; readonly block: number }
  | { readonly kind: 'name'; readonly name: string }

export interface Shown {
  readonly chapter: number
  readonly rebuilt: Rebuilt
  readonly arrival: Arrival
  /** The chapter has more than is shown. */
  readonly cut: boolean
}

/** Longest side pictures are drawn at, in pixels, and bytes of one. */
const EDGE = 1600
const LARGEST = 24 * 1024 * 1024

/** A book being read: its chapter, its place, its notes. */
export class BookReading {
  readonly #opened: Opened
  readonly #urls = new Set<string>()
  #turn = 0
  book = $state.raw<Book>()
  shown = $state.raw<Shown>()
  problem = $state<string>()
  note = $state.raw<DocumentFragment>()
  /** Places that links led away from. */
  back = $state.raw<readonly Place[]>([])

  constructor(opened: Opened) {
    this.#opened = opened
  }

  /** Rejects with an ArchiveProblem or the library's problem. */
  async open(): Promise<void> {
    const book = await openBook(this.#opened.reading)
    this.book = book
    const place = placeOf(this.#opened.place, isPlace)
    if (place && place.chapter < book.chapters.length)
      await this.show(place.chapter, { kind: 'block', block: place.block })
    else await this.show(0, { kind: 'start' })
  }

  /** Never rejects: a chapter that cannot be had says so in its place. */
  async show(chapter: number, arrival: Arrival): Promise<void> {
    const { book } = this
    const path = book?.chapters[chapter]
    if (!book || path === undefined) return
    const turn = ++this.#turn
    this.problem = undefined
    try {
      const { root, cut } = readMarkup(await book.text(path))
      const rebuilt = rebuild(bodyOf(root), path)
      if (turn !== this.#turn) return
      this.#letGo()
      this.shown = { chapter, rebuilt, arrival, cut }
    } catch (error) {
      if (turn !== this.#turn) return
      this.shown = undefined
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }

  remember(chapter: number, block: number): void {
    keepPlace(this.#opened.place, { chapter, block } satisfies Place)
  }

  /** Follows a link: a note is shown where one reads, anything else is gone to. */
  async follow(target: Target, note: boolean, from: Place): Promise<void> {
    if (note && (await this.#showNote(target))) return
    if (await this.goTo(target)) this.back = [...this.back, from]
  }

  async goTo({ path, fragment }: Target): Promise<boolean> {
    const chapter = this.book?.chapters.indexOf(path) ?? -1
    if (chapter < 0) return false
    await this.show(chapter, fragment ? { kind: 'name', name: fragment } : { kind: 'start' })
    return true
  }

  async goBack(): Promise<void> {
    const place = this.back.at(-1)
    this.back = this.back.slice(0, -1)
    if (place) await this.show(place.chapter, { kind: 'block', block: place.block })
  }

  /** Fetches a chapter's pictures in order; `settled` is called when the last has its size. */
  async fill(rebuilt: Rebuilt, settled: () => void): Promise<void> {
    const turn = this.#turn
    for (const { element, path } of rebuilt.pictures) {
      const drawn = await this.#picture(path)
      if (turn !== this.#turn) return
      if ('url' in drawn) {
        element.src = drawn.url
        await element.decode().catch(() => undefined)
      } else element.replaceWith(missing(element.alt, drawn.refusal))
    }
    if (turn === this.#turn && rebuilt.pictures.length > 0) settled()
  }

  close(): void {
    this.#turn++
    this.#letGo()
  }

  async #showNote({ path, fragment }: Target): Promise<boolean> {
    const { book } = this
    if (!book || !fragment) return false
    // A link whose target cannot be read leads nowhere; the chapter itself says why when it is gone to.
    const text = await book.text(path).catch(() => undefined)
    const note = text === undefined ? undefined : findNamed(readMarkup(text).root, fragment)
    if (!note) return false
    this.note = rebuild(note, path).content
    return true
  }

  async #picture(path: string): Promise<{ url: string } | { refusal: string }> {
    try {
      const bytes = await this.book!.bytes(path, LARGEST)
      if (!bytes) return { refusal: 'missing from the book, or too large' }
      const { mime } = recognise(bytes.subarray(0, 8192), path)
      if (!mime.startsWith('image/') || mime === 'image/svg+xml') return { refusal: 'not shown: no picture of pixels' }
      const drawn = await draw(bytes, mime, EDGE)
      if ('refusal' in drawn) return drawn
      const url = URL.createObjectURL(drawn.blob)
      this.#urls.add(url)
      return { url }
    } catch (error) {
      return { refusal: error instanceof Error ? error.message : String(error) }
    }
  }

  #letGo(): void {
    for (const url of this.#urls) URL.revokeObjectURL(url)
    this.#urls.clear()
  }
}

const bodyOf = (root: Node): Node => elementsOf(root, 'body')[0] ?? root

function missing(alt: string, why: string): HTMLElement {
  const said = document.createElement('em')
  said.textContent = `[${alt || 'A picture'}: ${why}]`
  return said
}

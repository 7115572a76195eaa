/** A book's own account of itself: which files are its chapters, in which order, and its table of contents. */
import { ArchiveProblem, openArchive, type Archive, type Ranged } from '../../../content/zip.ts'
import { elementsOf, LONGEST_MARKUP, readMarkup, textOf as wordsOf, type Node } from './markup.ts'
import { targetOf, type Target } from './paths.ts'
import { contentsOf, type TocEntry } from './contents.ts'

export interface Book {
  readonly title: string
  readonly language: string
  /** Pages turn from right to left. */
  readonly rtl: boolean
  /** Entries of the archive, in reading order. */
  readonly chapters: readonly string[]
  readonly contents: readonly TocEntry[]
  /** Text of an entry. Throws an ArchiveProblem. */
  text(path: string): Promise<string>
  /** An entry's bytes; undefined when there is none, or too much of it. */
  bytes(path: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** More chapters than any book has. */
const MOST_CHAPTERS = 5_000

/** Throws an ArchiveProblem with a sentence. */
export async function openBook(source: Ranged): Promise<Book> {
  const archive = await openArchive(source).catch((error: unknown) => {
    throw error instanceof RangeError ? new ArchiveProblem('This e-book is cut short or damaged.') : error
  })
  const container = await xmlOf(archive, 'META-INF/container.xml')
  const rootfile = container && elementsOf(container, 'rootfile')[0]?.attributes.get('full-path')
  if (!rootfile) throw new ArchiveProblem('This archive calls itself an e-book and has no table of its parts.')
  const opf = await xmlOf(archive, rootfile)
  if (!opf) throw new ArchiveProblem('The table of parts of this e-book is missing or cannot be read.')
  await refuseProtected(archive)
  const items = itemsOf(opf, rootfile)
  const chapters = elementsOf(opf, 'itemref')
    .filter((itemref) => itemref.attributes.get('linear') !== 'no')
    .flatMap((itemref) => items.get(itemref.attributes.get('idref') ?? '')?.path ?? [])
    .filter((path) => archive.names.includes(path))
    .slice(0, MOST_CHAPTERS)
  if (chapters.length === 0) throw new ArchiveProblem('This e-book names no chapter that is in it.')
  const spine = elementsOf(opf, 'spine')[0]
  return {
    title: said(opf, 'title'),
    language: said(opf, 'language').slice(0, 35),
    rtl: spine?.attributes.get('page-progression-direction') === 'rtl',
    chapters,
    contents: await readContents(archive, [...items.values()], items.get(spine?.attributes.get('toc') ?? '')),
    text: (path) => textOf(archive, path),
    bytes: (path, limit) => archive.read(path, limit),
  }
}

interface Item extends Target {
  readonly type: string
  readonly properties: readonly string[]
}

const said = (opf: Node, name: string): string => wordsOf(elementsOf(opf, name)[0] ?? '').trim()

function itemsOf(opf: Node, rootfile: string): Map<string, Item> {
  const items = new Map<string, Item>()
  for (const item of elementsOf(opf, 'item')) {
    const target = targetOf(item.attributes.get('href') ?? '', rootfile)
    if (!target) continue
    const properties = (item.attributes.get('properties') ?? '').split(/\s+/)
    items.set(item.attributes.get('id') ?? '', { ...target, type: item.attributes.get('media-type') ?? '', properties })
  }
  return items
}

/** EPUB 3 has a page for it, EPUB 2 an NCX, which many EPUB 3 carry too. A book without either has its chapters. */
async function readContents(archive: Archive, items: readonly Item[], ncx: Item | undefined): Promise<TocEntry[]> {
  const nav = items.find(({ properties }) => properties.includes('nav'))
  const old = ncx ?? items.find(({ type }) => type === 'application/x-dtbncx+xml')
  for (const item of [nav, old]) {
    const found = item && contentsOf(await xmlOf(archive, item.path).catch(() => undefined), item.path)
    if (found && found.length > 0) return found
  }
  return []
}

async function textOf(archive: Archive, path: string): Promise<string> {
  const bytes = await archive.read(path, LONGEST_MARKUP)
  if (bytes) return decode(bytes)
  throw new ArchiveProblem(
    archive.names.includes(path)
      ? 'This chapter unpacks to more than any chapter has. It is not opened.'
      : 'This chapter is missing from the e-book.',
  )
}

const decode = (bytes: Uint8Array): string => {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : ''
  return new TextDecoder(wide || 'utf-8').decode(bytes)
}

async function xmlOf(archive: Archive, path: string): Promise<Node | undefined> {
  return archive.names.includes(path) ? readMarkup(await textOf(archive, path)).root : undefined
}

/** Fonts are often scrambled, and not used here. Scrambled chapters are another shop's copy protection. */
async function refuseProtected(archive: Archive): Promise<void> {
  const encryption = await xmlOf(archive, 'META-INF/encryption.xml')
  const scrambled = encryption ? elementsOf(encryption, 'cipherreference') : []
  if (scrambled.some((each) => /\.(x?html?|xml)$/i.test(each.attributes.get('uri') ?? '')))
    throw new ArchiveProblem('This e-book is under the copy protection of another shop, and opens only there.')
}

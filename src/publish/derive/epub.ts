/** An e-book's cover and its first words. Markup is never parsed into a page: names are looked up as text, tags are cut
 * away. */
import type { Cover, Preview } from '../order.ts'
import { coverFrom } from './picture.ts'
import { unpack, zipEntries, type Entry } from './zip.ts'

const CHARACTERS = 6_000
/** Title pages and imprints are shorter than this; the first longer page is where reading starts. */
const PAGE = 800

export async function bookCover(book: Blob): Promise<Cover | undefined> {
  const entries = (await zipEntries(book)) ?? []
  const items = await manifestItems(book, entries)
  const marked = items.find(({ line }) => /properties\s*=\s*["'][^"']*cover-image/.test(line))
  const pictures = entries.filter(({ name }) => /\.(jpe?g|png|webp|gif)$/i.test(name))
  const entry =
    pictures.find(({ name }) => marked && name.endsWith(marked.href)) ??
    pictures.find(({ name }) => /cover/i.test(name)) ??
    pictures[0]
  const bytes = entry && (await unpack(book, entry))
  return bytes && coverFrom(new Blob([bytes]))
}

export async function bookPreview(book: Blob): Promise<Preview | undefined> {
  const entries = (await zipEntries(book)) ?? []
  const items = await manifestItems(book, entries)
  const pages = items.filter(({ line }) => /application\/xhtml\+xml/.test(line) && !/\bnav\b/.test(line))
  for (const { href } of pages.slice(0, 12)) {
    const entry = entries.find(({ name }) => name.endsWith(href))
    const bytes = entry && (await unpack(book, entry))
    const text = bytes ? plainText(new TextDecoder().decode(bytes)) : ''
    if (text.length < PAGE) continue
    const cut = text.length > CHARACTERS ? `${text.slice(0, text.lastIndexOf(' ', CHARACTERS))} …\n` : text
    return { blob: new Blob([cut], { type: 'text/plain' }), note: 'the first pages' }
  }
  return undefined
}

/** `item` elements of the package document, in its order, which is nearly always the order of reading. */
async function manifestItems(book: Blob, entries: readonly Entry[]): Promise<{ line: string; href: string }[]> {
  const entry = entries.find(({ name }) => name.endsWith('.opf'))
  const bytes = entry && (await unpack(book, entry))
  const text = bytes ? new TextDecoder().decode(bytes) : ''
  return [...text.matchAll(/<item\b[^>]{1,2000}>/g)].flatMap(([line]) => {
    const href = /href\s*=\s*["']([^"']{1,500})["']/.exec(line)?.[1]
    return href ? [{ line, href: decodeURI(href) }] : []
  })
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function plainText(markup: string): string {
  return markup
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/(p|h[1-6]|li|div|blockquote)>|<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (_, hex: string, digits: string) =>
      letter(Number.parseInt(digits, hex ? 16 : 10)),
    )
    .replace(/&([a-z]{2,6});/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const letter = (code: number): string => (code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ')

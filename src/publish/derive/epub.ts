/** An e-book's first words. Markup is never parsed into a page: names are looked up as text, tags are cut away. */
import { openArchive } from '../../content/zip.ts'
import type { Preview } from '../order.ts'

const CHARACTERS = 6_000
/** Title pages and imprints are shorter than this; the first longer page is where reading starts. */
const PAGE = 800
const LARGEST_PAGE = 4 << 20
const PAGES_TRIED = 12

export async function bookPreview(book: Blob): Promise<Preview | undefined> {
  const archive = await openArchive(book)
  const read = async (name: string) => new TextDecoder().decode(await archive.read(name, LARGEST_PAGE))
  const path = /full-path\s*=\s*["']([^"']{1,500})["']/.exec(await read('META-INF/container.xml'))?.[1]
  if (!path) return undefined
  for (const page of pagesOf(await read(path), path).slice(0, PAGES_TRIED)) {
    const text = plainText(await read(page))
    if (text.length < PAGE) continue
    const cut = text.length > CHARACTERS ? `${text.slice(0, text.lastIndexOf(' ', CHARACTERS))} …\n` : text
    return { blob: new Blob([cut], { type: 'text/plain' }), note: 'the first pages' }
  }
  return undefined
}

/** Pages in the order of the package document, which is nearly always the order of reading. */
function pagesOf(opf: string, path: string): string[] {
  const items = opf.match(/<(?:\w+:)?item\b[^>]{1,2000}>/g) ?? []
  return items
    .filter((item) => item.includes('application/xhtml+xml') && !/properties\s*=\s*["'][^"']*\bnav\b/.test(item))
    .flatMap((item) => /\shref\s*=\s*["']([^"']{1,500})["']/.exec(item)?.[1] ?? [])
    .map((href) => decodeURIComponent(new URL(href, `epub:/${path}`).pathname).replace(/^\//, ''))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function plainText(markup: string): string {
  return markup
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/(p|h[1-6]|li|div|blockquote)>|<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (_, hex: string, digits: string) => letter(parseInt(digits, hex ? 16 : 10)))
    .replace(/&([a-z]{2,6});/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const letter = (code: number): string => (code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ')

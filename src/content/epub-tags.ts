/** What an EPUB says about itself: its package document, found through META-INF/container.xml. */
import { readIsbn } from './numbers.ts'
import { readPicture, type Tags } from './tags.ts'
import { present, tidyText, tidyTexts, tidyYear } from './tidy.ts'
import { openArchive, type Archive } from './zip.ts'

const LONGEST_XML = 2 * 1024 * 1024
const LARGEST_PICTURE = 16 * 1024 * 1024

export async function readEpubTags(blob: Blob): Promise<Tags> {
  const archive = await openArchive(blob)
  const container = await readText(archive, 'META-INF/container.xml')
  const path = attribute(/<(?:\w+:)?rootfile\s[^>]*>/.exec(container)?.[0] ?? '', 'full-path')
  if (!path) return {}
  const opf = await readText(archive, path)
  return present<Tags>({
    title: tidyText(elements(opf, 'title')[0]),
    artists: tidyTexts(elements(opf, 'creator')),
    publisher: tidyText(elements(opf, 'publisher')[0]),
    language: tidyText(elements(opf, 'language')[0], 20),
    isbn: elements(opf, 'identifier')
      .map(readIsbn)
      .find((isbn) => isbn !== undefined),
    year: tidyYear(elements(opf, 'date')[0]),
    cover: readPicture(await readCover(archive, opf, path)),
  })
}

async function readText(archive: Archive, name: string): Promise<string> {
  return new TextDecoder().decode(await archive.read(name, LONGEST_XML))
}

/** EPUB 3 marks the cover's item, EPUB 2 names it in a meta element. */
async function readCover(archive: Archive, opf: string, path: string): Promise<Uint8Array | undefined> {
  const items = opf.match(/<(?:\w+:)?item\s[^>]*>/g) ?? []
  const metas = opf.match(/<(?:\w+:)?meta\s[^>]*>/g) ?? []
  const named = metas.filter((meta) => attribute(meta, 'name') === 'cover').map((meta) => attribute(meta, 'content'))[0]
  const item =
    items.find((item) => attribute(item, 'properties')?.split(' ').includes('cover-image')) ??
    items.find((item) => named !== undefined && attribute(item, 'id') === named)
  const href = item && attribute(item, 'href')
  if (!href) return undefined
  // Resolved as a browser would, from the package document's folder; what leaves the archive is not found in it.
  const name = decodeURIComponent(new URL(href, `epub:/${path}`).pathname).replace(/^\//, '')
  return archive.read(name, LARGEST_PICTURE)
}

/** Texts of the Dublin Core elements `name`. */
function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<dc:${name}(?:\\s[^>]*)?>([^<]*)</dc:${name}>`, 'g'))
  return [...found].slice(0, 100).map((match) => decodeEntities(match[1]!))
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return match ? decodeEntities(match[1] ?? match[2]!) : undefined
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal, hex, name: string | undefined) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? whole
      const point = decimal ? Number(decimal) : Number(`0x${hex}`)
      return point <= 0x10ffff ? String.fromCodePoint(point) : ''
    },
  )
}

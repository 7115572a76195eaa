/** Small books, archives, PDFs and tables made byte by byte, honest ones and others. Runs in Node and in a browser. */

type Bytes = Uint8Array<ArrayBuffer>

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const little = (n: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, i) => Math.floor(n / 256 ** i) & 255)

const deflated = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer(),
  )

/** One entry of an archive; the lies are what a hostile one may tell. */
export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array | string
  readonly packed?: boolean
  /** Where the directory says the entry is, instead of where it is. */
  readonly at?: number
  /** What the directory says of its length. */
  readonly claims?: number
}

/** No checksums: nothing here reads them. */
export async function zip(entries: readonly ZipEntry[]): Promise<Bytes> {
  const parts: Bytes[] = []
  const directory: Bytes[] = []
  let at = 0
  for (const { name, bytes, packed = false, at: claimedAt, claims } of entries) {
    const plain = typeof bytes === 'string' ? utf8(bytes) : Uint8Array.from(bytes)
    const body = packed ? await deflated(plain) : plain
    const title = utf8(name)
    const facts = joined(
      little(20, 2),
      little(0x0800, 2),
      little(packed ? 8 : 0, 2),
      little(0, 8),
      little(claims ?? body.length, 4),
      little(plain.length, 4),
      little(title.length, 2),
      little(0, 2),
    )
    parts.push(joined(little(0x04034b50, 4), facts, title, body))
    directory.push(
      joined(little(0x02014b50, 4), little(20, 2), facts, little(0, 10), little(claimedAt ?? at, 4), title),
    )
    at += 30 + title.length + body.length
  }
  const list = joined(...directory)
  const count = little(Math.min(entries.length, 0xfffe), 2)
  return joined(
    ...parts,
    list,
    little(0x06054b50, 4),
    little(0, 4),
    count,
    count,
    little(list.length, 4),
    little(at, 4),
    little(0, 2),
  )
}

const container = (opf: string): string =>
  `<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="${opf}" media-type="application/oebps-package+xml"/></rootfiles></container>`

export interface BookOrder {
  /** Bodies of the chapters, XHTML. */
  readonly chapters: readonly string[]
  readonly files?: readonly ZipEntry[]
  /** Put before each chapter: a document type with entities, say. */
  readonly prolog?: string
  /** The table of contents as an NCX, as EPUB 2 has it. */
  readonly old?: boolean
  readonly direction?: 'rtl'
}

export const xhtml = (body: string, prolog = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${prolog}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>${body}</body></html>`

export function epub({ chapters, files = [], prolog = '', old = false, direction }: BookOrder): Promise<Bytes> {
  const name = (at: number) => `chapter%20${at + 1}.xhtml`
  const items = chapters.map((_, at) => `<item id="c${at}" href="${name(at)}" media-type="application/xhtml+xml"/>`)
  const toc = old
    ? '<item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    : '<item id="toc" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
  const spine = `<spine ${old ? 'toc="toc"' : ''} ${direction ? `page-progression-direction="${direction}"` : ''}>${chapters.map((_, at) => `<itemref idref="c${at}"/>`).join('')}</spine>`
  const opf = `<package xmlns="http://www.idpf.org/2007/opf" version="${old ? '2.0' : '3.0'}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title><dc:language>en</dc:language></metadata><manifest>${toc}${items.join('')}</manifest>${spine}</package>`
  const nav = xhtml(
    `<nav epub:type="toc"><ol>${chapters.map((_, at) => `<li><a href="${name(at)}">Chapter ${at + 1}</a></li>`).join('')}</ol></nav>`,
  )
  const ncx = `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>${chapters.map((_, at) => `<navPoint><navLabel><text>Chapter ${at + 1}</text></navLabel><content src="${name(at)}"/></navPoint>`).join('')}</navMap></ncx>`
  return zip([
    { name: 'mimetype', bytes: 'application/epub+zip' },
    { name: 'META-INF/container.xml', bytes: container('OEBPS/book.opf') },
    { name: 'OEBPS/book.opf', bytes: opf },
    old ? { name: 'OEBPS/toc.ncx', bytes: ncx } : { name: 'OEBPS/nav.xhtml', bytes: nav },
    ...chapters.map((body, at) => ({
      name: `OEBPS/chapter ${at + 1}.xhtml`,
      bytes: xhtml(body, prolog),
      packed: true,
    })),
    ...files,
  ])
}

/** A PDF of text pages, each with `ballast` bytes that nothing shows, so that its length is worth not loading. */
export function pdf(pages: readonly string[], ballast = 0): Bytes {
  const objects: Bytes[] = []
  const add = (...parts: readonly (string | Uint8Array)[]) =>
    objects.push(joined(...parts.map((part) => (typeof part === 'string' ? utf8(part) : part))))
  // Pages first, then what is on them: as programs write them that keep the tree of pages together.
  const kids = pages.map((_, at) => `${4 + at} 0 R`).join(' ')
  const contentOf = (at: number) => 4 + pages.length + 2 * at
  add('<</Type/Catalog/Pages 2 0 R>>')
  add(`<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`)
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
  pages.forEach((_, at) =>
    add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${contentOf(at)} 0 R>>`,
    ),
  )
  pages.forEach((text, at) => {
    const drawing = `BT /F1 24 Tf 72 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`
    add(`<</Length ${drawing.length}>>stream\n${drawing}\nendstream`)
    add(`<</Length ${ballast}>>stream\n`, noise(ballast, at + 1), '\nendstream')
  })
  const parts: Bytes[] = [utf8('%PDF-1.4\n')]
  const places: number[] = []
  let at = parts[0]!.length
  objects.forEach((object, i) => {
    places.push(at)
    const whole = joined(utf8(`${i + 1} 0 obj`), object, utf8('endobj\n'))
    parts.push(whole)
    at += whole.length
  })
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF`
  return joined(...parts, utf8(end))
}

/** Bytes that differ everywhere, the same each time. */
export function noise(length: number, seed: number): Bytes {
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let i = 0, x = seed; i < words.length; i++) words[i] = x = (Math.imul(x, 1664525) + 1013904223) >>> 0
  return new Uint8Array(words.buffer, 0, length)
}

/** Rows `number,name,date,reading`, as many as `bytes` hold. */
export function csv(bytes: number): Bytes {
  const lines = ['number,name,date,reading\n']
  let length = lines[0]!.length
  for (let at = 1; length < bytes; at++) {
    const line = `${at},"River, no. ${at % 97}",2026-0${1 + (at % 9)}-11,${((at * 7919) % 10007) / 10}\n`
    lines.push(line)
    length += line.length
  }
  return utf8(lines.join(''))
}

/** Bytes read as a library's Reading hands them out; `read` counts what was asked for. */
export function readingOf(bytes: Uint8Array): {
  size: number
  asked: number
  read(start: number, end: number): Promise<Bytes>
  close(): void
} {
  return {
    size: bytes.length,
    asked: 0,
    async read(start, end) {
      this.asked += Math.max(0, Math.min(end, bytes.length) - start)
      return Uint8Array.from(bytes.subarray(start, end))
    },
    close() {},
  }
}

/** A short story of our own, as an EPUB 3: a ZIP of a few XHTML files, written here byte by byte because it is so little. */
import { crc32 } from 'node:zlib'

export const TITLE = 'The Ferryman’s Ledger'

const CHAPTERS: readonly { readonly title: string; readonly paragraphs: readonly string[] }[] = [
  {
    title: 'One: the bank',
    paragraphs: [
      'The ferry at Three Waters belonged to nobody in particular, which is to say that it belonged to nineteen people who could not stand each other.',
      'Old Marten had built the hull. The widow Ilse had given the rope. A tinker, dead these six years, had forged the ring through which the rope ran, and his two daughters, one in the valley and one across the sea, each held half of whatever a ring is worth. So it went on, down to the boy who had painted the name on the bow and been promised, instead of a coin, one crossing in every hundred.',
      'Every evening the ferryman sat on the bank with a lamp and a ledger and divided the day’s pennies into nineteen heaps. He was an honest man. That was the trouble. An honest man with a bad lamp makes honest mistakes, and there is nothing harder to forgive.',
      '“You have given Ilse one penny more than me,” said Marten. “Yesterday she had one less,” said the ferryman. “Then show me yesterday.” And the ferryman turned back the page, and the page was wet.',
    ],
  },
  {
    title: 'Two: the stones',
    paragraphs: [
      'It was the girl from the mill who thought of the stones. She was nine and had been told not to interrupt.',
      '“Why do you write it down at night?” she asked. “By night it has already happened. Put it where it happens.” She showed them: a plank with nineteen grooves, sloping to nineteen jars, and above it a funnel. Each groove she had cut as deep as its owner’s part. “You drop the penny’s worth of sand in here,” she said, “and it is divided before it lands.”',
      'They tried it with sand, and then with millet, and Marten, who trusted nobody, tried it with a handful of poppy seed and counted for two days. The jars were right. They were more right than the ferryman had ever been.',
      '“But who guards the plank?” asked Ilse. “Somebody could shave a groove in the dark.” The girl had thought of that also. For every penny she laid a flat stone on the pile beside the landing, and on each stone she scratched the penny, and the mark of the stone below. “To take one out,” she said, “you must scratch all those above it again. And everybody walks past here.”',
    ],
  },
  {
    title: 'Three: the other bank',
    paragraphs: [
      'In the spring a stranger built a second ferry downstream. It was a better boat, and he said so, but he had taken Marten’s lines for the hull, and he said that too. He asked what he owed.',
      'The nineteen had never been asked. They argued until it was dark, and then they did what they had learned to do: they cut a groove. One part in ten of every crossing of the new boat ran down a gutter to the old plank, and there it was divided as if it had been their own. When, a year later, a third boat was built after the second, the gutter was already there. Nobody had to be asked again.',
      'The ferryman grew old. He still sat on the bank of an evening, but he had put away the lamp. Travellers would ask him which of the jars was whose, and whether it was all quite fair, and he would point at the pile of stones, which was by now as high as a man, and say: “I could tell you. But you needn’t believe me. Start from the top.”',
      'And some of them did. It took a long afternoon. They came down from the pile with chalk on their knees, and paid their penny, and watched it go.',
    ],
  },
]

const page = (title: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en"><head><title>${title}</title></head><body>${body}</body></html>`

const chapter = ({ title, paragraphs }: (typeof CHAPTERS)[number]): string =>
  page(title, `<h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}`)

const navigation = (): string => {
  const items = CHAPTERS.map(({ title }, i) => `<li><a href="chapter${i + 1}.xhtml">${title}</a></li>`).join('')
  return page('Contents', `<nav epub:type="toc"><h1>Contents</h1><ol>${items}</ol></nav>`)
}

const PACKAGE = `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:uuid:5d0f3b1e-7a52-4e0c-9c19-1f2f6a3c7e11</dc:identifier>
<dc:title>${TITLE}</dc:title><dc:creator>Dora</dc:creator><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-11-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
${CHAPTERS.map((_, i) => `<item id="c${i + 1}" href="chapter${i + 1}.xhtml" media-type="application/xhtml+xml"/>`).join('\n')}</manifest>
<spine>${CHAPTERS.map((_, i) => `<itemref idref="c${i + 1}"/>`).join('')}</spine></package>`

const CONTAINER = `<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`

/** The type comes first and uncompressed, so that the file is recognised by its first bytes. */
export const epub = (): Buffer =>
  zip([
    ['mimetype', 'application/epub+zip'],
    ['META-INF/container.xml', CONTAINER],
    ['OEBPS/content.opf', PACKAGE],
    ['OEBPS/nav.xhtml', navigation()],
    ...CHAPTERS.map((each, i): [string, string] => [`OEBPS/chapter${i + 1}.xhtml`, chapter(each)]),
  ])

/** The public taste: the first chapter as plain text. */
export const sample = (): string => `${TITLE}\n\n${CHAPTERS[0]!.title}\n\n${CHAPTERS[0]!.paragraphs.join('\n\n')}\n`

/** A ZIP of stored entries, dated 1 November 2026. */
function zip(entries: readonly (readonly [string, string])[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of entries) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)]
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(((2026 - 1980) << 9) | (11 << 5) | 1, 8)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(data.length, 14)
    facts.writeUInt32LE(data.length, 18)
    facts.writeUInt16LE(path.length, 22)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), facts, path, data)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, where, path)
    at += 30 + path.length + data.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, list, end])
}

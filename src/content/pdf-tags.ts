/** Title and author of a PDF: best effort, from the Info dictionary where it stands uncompressed near the beginning or the
 * end of the file. Encrypted files say nothing. */
import type { Tags } from './tags.ts'
import { present, tidyText, tidyTexts, tidyYear } from './tidy.ts'

const WINDOW = 512 * 1024

export async function readPdfTags(blob: Blob): Promise<Tags> {
  const text =
    (await latin1(blob.slice(0, WINDOW))) +
    (blob.size > WINDOW ? await latin1(blob.slice(Math.max(WINDOW, blob.size - WINDOW))) : '')
  const info = infoDictionary(text)
  if (info === undefined) return {}
  const author = entry(info, 'Author')
  return present<Tags>({
    title: tidyText(entry(info, 'Title')),
    artists: author === undefined ? undefined : tidyTexts(author.split(/\s*;\s*/)),
    year: tidyYear(entry(info, 'CreationDate')?.replace(/^D:/, '').slice(0, 4)),
  })
}

/** One character a byte. */
async function latin1(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}

/** The newest version of the object that the newest trailer calls Info. */
function infoDictionary(text: string): string | undefined {
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) return undefined
  const [, number, generation] = [...text.matchAll(/\/Info\s+(\d{1,10})\s+(\d{1,5})\s+R/g)].at(-1) ?? []
  if (!number) return undefined
  const start = [...text.matchAll(new RegExp(`(?:^|[\\r\\n\\s])${number}\\s+${generation}\\s+obj\\b`, 'g'))].at(
    -1,
  )?.index
  if (start === undefined) return undefined
  const end = text.indexOf('endobj', start)
  return text.slice(start, end < 0 ? start + 16_384 : end)
}

/** A text in the dictionary: in parentheses with escapes, or in hex. */
function entry(dictionary: string, name: string): string | undefined {
  const match = new RegExp(
    `/${name}\\s*(?:\\(((?:\\\\[^]|[^\\\\()]|\\((?:\\\\[^]|[^\\\\()])*\\))*)\\)|<([0-9A-Fa-f\\s]*)>)`,
  ).exec(dictionary)
  if (!match) return undefined
  return decodeText(match[1] === undefined ? fromHexText(match[2]!) : unescape(match[1]))
}

const fromHexText = (hex: string): string =>
  hex.replace(/\s/g, '').replace(/..?/g, (pair) => String.fromCharCode(parseInt(pair.padEnd(2, '0'), 16)))

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unescape(written: string): string {
  return written.replace(
    /\\(?:([0-7]{1,3})|(\r\n|\r|\n)|([^]))/g,
    (_, octal?: string, lineEnd?: string, other?: string) => {
      if (octal) return String.fromCharCode(parseInt(octal, 8) & 255)
      return lineEnd ? '' : (ESCAPES[other!] ?? other!)
    },
  )
}

/** UTF-16 or UTF-8 when a mark says so; else Latin letters (PDFDocEncoding agrees with Windows-1252 on almost all). */
function decodeText(text: string): string {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  if (text.startsWith('\xfe\xff')) return new TextDecoder('utf-16be').decode(bytes)
  if (text.startsWith('\xff\xfe')) return new TextDecoder('utf-16le').decode(bytes)
  return new TextDecoder(text.startsWith('\xef\xbb\xbf') ? 'utf-8' : 'windows-1252').decode(bytes)
}

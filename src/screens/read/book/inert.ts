/** Markup of strangers, parsed into a document that no window shows: nothing in it runs, loads or is styled. What is shown
 * is built anew from it, node by node (rebuild.ts); this text never becomes part of the page. */

interface Factory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): string }
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes
const policy = factory?.createPolicy('tributary', { createHTML: (text) => text })

const parse = (text: string, type: DOMParserSupportedType): Document =>
  new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, type)

/** Longest text that is parsed. Characters. */
export const LONGEST_MARKUP = 8 * 1024 * 1024

/** Entities of its own could blow a document up a thousandfold, or name files elsewhere: none are allowed. */
const DOCTYPE = /<!DOCTYPE(?:[^>["']|"[^"]*"|'[^']*')*(?:\[[\s\S]*?\]\s*)?>/i
const ENTITY = /&([a-z][a-z0-9]{1,31});/gi
const XML_ENTITIES = new Set(['amp', 'lt', 'gt', 'quot', 'apos'])

/** Undefined for what is no XML, and for XML that declares entities. */
export function parseXml(text: string): Document | undefined {
  const plain = named(text.replace(/^\uFEFF/, '').replace(DOCTYPE, ''))
  if (/<!(?:DOCTYPE|ENTITY)/i.test(plain)) return undefined
  const parsed = parse(plain, 'application/xml')
  return parsed.getElementsByTagName('parsererror').length > 0 ? undefined : parsed
}

/** A chapter: XHTML as it should be, else read as forgivingly as a browser reads pages. */
export const parseChapter = (text: string): Document => parseXml(text) ?? parse(text, 'text/html')

/** `&nbsp;` and its like are HTML's; XML knows five. Each is looked up once, in a document of nothing else. */
const known = new Map<string, string>()

function named(text: string): string {
  return text.replace(ENTITY, (whole, name: string) => {
    if (XML_ENTITIES.has(name)) return whole
    let found = known.get(name)
    if (found === undefined) {
      found = parse(whole, 'text/html').body.textContent ?? ''
      known.set(name, found)
    }
    return found === whole ? `&amp;${name};` : found
  })
}

/** Elements of this local name below `root`, whatever prefix their author chose. */
export const elementsOf = (root: Document | Element, name: string): Element[] => [
  ...root.getElementsByTagNameNS('*', name),
]

/** A chapter built anew from what its author wrote: known elements, known attributes, text. Scripts, styles, frames, forms,
 * handlers and addresses of pictures do not survive, because nothing is copied that is not named here. */
import { safeLink } from '../text/markdown.ts'
import { typesOf } from './contents.ts'
import { targetOf, type Target } from './paths.ts'

export interface Link {
  readonly target: Target
  /** It points to a note, to be shown where one reads. */
  readonly note: boolean
}

export interface Rebuilt {
  readonly content: DocumentFragment
  /** Elements by the name that links know them by. They carry no `id`: names of strangers are not for our page. */
  readonly named: ReadonlyMap<string, Element>
  readonly links: ReadonlyMap<Element, Link>
  /** Pictures still to be fetched, with their place in the archive. */
  readonly pictures: readonly { readonly element: HTMLImageElement; readonly path: string }[]
  /** The chapter has more than is shown. */
  readonly cut: boolean
}

const SAME =
  'p h1 h2 h3 h4 h5 h6 blockquote pre code kbd samp var em strong b i u s small sub sup span br hr ul ol li dl dt dd ' +
  'table caption thead tbody tfoot tr td th figure figcaption ruby rt rp q cite dfn abbr mark del ins bdi bdo wbr div'
/** What stands for what: landmarks of a book are none of our page. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...SAME.split(' ').map((name) => [name, name] as const),
  ...'body section article aside header footer main nav center address'
    .split(' ')
    .map((name) => [name, 'div'] as const),
  ['tt', 'code'],
])
/** Gone with everything in them. Elements of other names disappear, and what is in them stays. */
const DROPPED = new Set(
  'script style link meta base title head iframe frame frameset object embed applet form input button select textarea canvas noscript template audio video source track map area dialog portal param'.split(
    ' ',
  ),
)
const MOST_NODES = 100_000
const DEEPEST = 120

/** `root`: an element of an inert document. `path`: where it stands in the archive. */
export function rebuild(root: Element, path: string): Rebuilt {
  const named = new Map<string, Element>()
  const links = new Map<Element, Link>()
  const pictures: { element: HTMLImageElement; path: string }[] = []
  const content = document.createDocumentFragment()
  let nodes = 0

  function picture(source: Element, href: string | null, into: Node): void {
    const target = targetOf(href ?? '', path)
    const element = document.createElement('img')
    element.alt = (source.getAttribute('alt') ?? '').slice(0, 500)
    into.appendChild(element)
    if (target && href) pictures.push({ element, path: target.path })
    name(source, element)
  }
  function name(source: Element, made: Element): void {
    const id = source.getAttribute('id') ?? source.getAttribute('name')
    if (id && !named.has(id)) named.set(id, made)
  }
  /** An SVG may wrap a picture; drawings themselves are not shown. */
  function drawing(source: Element, into: Node): void {
    const images = [...source.getElementsByTagNameNS('*', 'image')]
    for (const image of images) picture(source, hrefOf(image), into)
    if (images.length > 0) return
    const said = document.createElement('em')
    said.textContent = `[A drawing${source.getAttribute('aria-label') ? `: ${source.getAttribute('aria-label')}` : ''}, which is not shown]`
    into.appendChild(said)
  }
  function element(source: Element, into: Node, depth: number): void {
    const tag = source.localName.toLowerCase()
    if (DROPPED.has(tag)) return
    if (tag === 'img') return picture(source, source.getAttribute('src'), into)
    if (tag === 'svg') return drawing(source, into)
    if (tag === 'math') return void into.appendChild(document.createTextNode(source.textContent ?? ''))
    const instead = INSTEAD.get(tag)
    const made = tag === 'a' ? anchor(source) : instead && document.createElement(instead)
    if (made) {
      attributes(source, made)
      name(source, made)
      into.appendChild(made)
    }
    children(source, made || into, depth + 1)
  }
  function anchor(source: Element): HTMLElement {
    const href = source.getAttribute('href')
    const target = href === null ? undefined : targetOf(href, path)
    const web = href === null || target ? undefined : safeLink(href)
    if (!target && !web) return document.createElement('span')
    const made = document.createElement('a')
    made.href = web ?? location.hash
    if (web) [made.target, made.rel] = ['_blank', 'noopener noreferrer']
    else if (target) links.set(made, { target, note: typesOf(source).includes('noteref') })
    return made
  }
  function children(source: Element, into: Node, depth: number): void {
    if (depth > DEEPEST) return void into.appendChild(document.createTextNode(source.textContent ?? ''))
    for (const child of source.childNodes) {
      if (++nodes > MOST_NODES) return
      if (child.nodeType === Node.TEXT_NODE || child.nodeType === Node.CDATA_SECTION_NODE)
        into.appendChild(document.createTextNode(child.nodeValue ?? ''))
      else if (child.nodeType === Node.ELEMENT_NODE) element(child as Element, into, depth)
    }
  }
  element(root, content, 0)
  return { content, named, links, pictures, cut: nodes > MOST_NODES }
}

const hrefOf = (image: Element): string | null =>
  image.getAttribute('href') ??
  image.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ??
  image.getAttribute('xlink:href')

/** Numbers and words of a closed list; everything else a stranger may have written stays where it was. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  dir: /^(?:ltr|rtl|auto)$/i,
  lang: /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}$/i,
  colspan: /^[1-9]\d{0,2}$/,
  rowspan: /^[1-9]\d{0,2}$/,
  start: /^-?\d{1,6}$/,
  value: /^-?\d{1,6}$/,
  reversed: /^(?:reversed|)$/,
  type: /^[1aAiI]$/,
  scope: /^(?:row|col|rowgroup|colgroup)$/,
}

function attributes(source: Element, made: HTMLElement): void {
  for (const [name, fits] of Object.entries(ATTRIBUTES)) {
    const value = source.getAttribute(name)
    if (value !== null && fits.test(value)) made.setAttribute(name, value)
  }
  const language = source.getAttribute('xml:lang')
  if (language && ATTRIBUTES['lang']!.test(language)) made.lang = language
}

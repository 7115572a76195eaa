/** A chapter built anew from what its author wrote: known elements, known attributes, text. Scripts, styles, frames, forms,
 * handlers and addresses of pictures do not survive, because nothing is copied that is not named here. */
import { safeLink } from '../text/markdown.ts'
import { typesOf } from './contents.ts'
import { elementsOf, isNode, nameOf, textOf, type Node } from './markup.ts'
import { targetOf, type Target } from './paths.ts'

type DomNode = DocumentFragment | Element

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

/** `root`: what of a document is shown. `path`: where it stands in the archive. */
export function rebuild(root: Node, path: string): Rebuilt {
  const named = new Map<string, Element>()
  const links = new Map<Element, Link>()
  const pictures: { element: HTMLImageElement; path: string }[] = []
  const content = document.createDocumentFragment()

  function call(source: Node, made: Element): void {
    const name = nameOf(source)
    if (name && !named.has(name)) named.set(name, made)
  }
  function picture(source: Node, href: string | undefined, into: DomNode): void {
    const target = targetOf(href ?? '', path)
    const element = document.createElement('img')
    element.alt = (source.attributes.get('alt') ?? '').slice(0, 500)
    into.appendChild(element)
    if (target && href) pictures.push({ element, path: target.path })
    call(source, element)
  }
  /** An SVG may wrap a picture; drawings themselves are not shown. */
  function drawing(source: Node, into: DomNode): void {
    const images = elementsOf(source, 'image')
    for (const image of images) picture(image, hrefOf(image), into)
    if (images.length > 0) return
    const label = source.attributes.get('aria-label')
    into.appendChild(document.createElement('em')).textContent =
      `[A drawing${label ? `: ${label}` : ''}, which is not shown]`
  }
  function anchor(source: Node): HTMLElement {
    const href = source.attributes.get('href')
    const target = href === undefined ? undefined : targetOf(href, path)
    const web = href === undefined || target ? undefined : safeLink(href)
    if (!target && !web) return document.createElement('span')
    const made = document.createElement('a')
    made.href = web ?? location.hash
    if (web) [made.target, made.rel] = ['_blank', 'noopener noreferrer']
    else if (target) links.set(made, { target, note: typesOf(source).includes('noteref') })
    return made
  }
  function build(source: Node, into: DomNode): void {
    const { name } = source
    if (DROPPED.has(name)) return
    if (name === 'img') return picture(source, source.attributes.get('src'), into)
    if (name === 'svg') return drawing(source, into)
    if (name === 'math') return void into.appendChild(document.createTextNode(textOf(source)))
    const instead = INSTEAD.get(name)
    const made = name === 'a' ? anchor(source) : instead && document.createElement(instead)
    if (made) {
      attributes(source, made)
      call(source, made)
      into.appendChild(made)
    }
    for (const child of source.children)
      if (isNode(child)) build(child, made || into)
      else (made || into).appendChild(document.createTextNode(child))
  }
  build(root, content)
  return { content, named, links, pictures }
}

const hrefOf = ({ attributes }: Node): string | undefined => attributes.get('href') ?? attributes.get('xlink:href')

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

function attributes(source: Node, made: HTMLElement): void {
  for (const [name, fits] of Object.entries(ATTRIBUTES)) {
    const value = source.attributes.get(name)
    if (value !== undefined && fits.test(value)) made.setAttribute(name, value)
  }
  const language = source.attributes.get('xml:lang')
  if (language && ATTRIBUTES['lang']!.test(language)) made.lang = language
}

/** The table of contents, flat: each entry with how deep it stands. */
import { elementsOf } from './inert.ts'
import { targetOf, type Target } from './paths.ts'

export interface TocEntry extends Target {
  readonly label: string
  /** 0 for the outermost. */
  readonly depth: number
}

const MOST = 5_000
const DEEPEST = 8

export function contentsOf(document: Document | undefined, path: string): TocEntry[] {
  if (!document) return []
  const map = elementsOf(document, 'navMap')[0]
  if (map) return entriesOf(map, path, 'navPoint', pointOf)
  const navs = elementsOf(document, 'nav')
  const nav = navs.find((each) => typesOf(each).includes('toc')) ?? navs[0]
  const list = nav && elementsOf(nav, 'ol')[0]
  return list ? entriesOf(list, path, 'li', lineOf) : []
}

/** `epub:type` of an element, from whichever parser it came. */
export const typesOf = (element: Element): string[] =>
  (
    element.getAttributeNS('http://www.idpf.org/2007/ops', 'type') ??
    element.getAttribute('epub:type') ??
    element.getAttribute('role')?.replace(/^doc-/, '') ??
    ''
  ).split(/\s+/)

interface Found {
  readonly label: string
  readonly href: string
  /** Where the entries below it stand. */
  readonly below: Element | undefined
}

function entriesOf(list: Element, path: string, name: string, read: (element: Element) => Found): TocEntry[] {
  const entries: TocEntry[] = []
  const take = (parent: Element, depth: number): void => {
    for (const element of parent.children) {
      if (element.localName !== name || entries.length >= MOST) continue
      const { label, href, below } = read(element)
      const target = targetOf(href, path)
      if (label && target) entries.push({ ...target, label: label.slice(0, 300), depth })
      if (below && depth < DEEPEST) take(below, depth + 1)
    }
  }
  take(list, 0)
  return entries
}

const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()

function pointOf(point: Element): Found {
  const label = [...point.children].find(({ localName }) => localName === 'navLabel')
  const content = [...point.children].find(({ localName }) => localName === 'content')
  return { label: tidy(label?.textContent), href: content?.getAttribute('src') ?? '', below: point }
}

function lineOf(line: Element): Found {
  const inside = [...line.children]
  const link = inside.find(({ localName }) => localName === 'a')
  const below = inside.find(({ localName }) => localName === 'ol')
  return { label: tidy(link?.textContent), href: link?.getAttribute('href') ?? '', below }
}

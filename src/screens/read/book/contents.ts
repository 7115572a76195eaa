/** The table of contents, flat: each entry with how deep it stands. */
import { elementsOf, isNode, textOf, type Node } from './markup.ts'
import { targetOf, type Target } from './paths.ts'

export interface TocEntry extends Target {
  readonly label: string
  /** 0 for the outermost. */
  readonly depth: number
}

const MOST = 5_000
const DEEPEST = 8

export function contentsOf(document: Node | undefined, path: string): TocEntry[] {
  if (!document) return []
  const map = elementsOf(document, 'navmap')[0]
  if (map) return entriesOf(map, path, 'navpoint', pointOf)
  const navs = elementsOf(document, 'nav')
  const nav = navs.find((each) => typesOf(each).includes('toc')) ?? navs[0]
  const list = nav && elementsOf(nav, 'ol')[0]
  return list ? entriesOf(list, path, 'li', lineOf) : []
}

/** What an element is in a book: `toc`, `noteref`. */
export const typesOf = ({ attributes }: Node): string[] =>
  (attributes.get('epub:type') ?? attributes.get('role')?.replace(/^doc-/, '') ?? '').split(/\s+/)

interface Found {
  readonly label: string
  readonly href: string
  /** Where the entries below it stand. */
  readonly below: Node | undefined
}

function entriesOf(list: Node, path: string, name: string, read: (node: Node) => Found): TocEntry[] {
  const entries: TocEntry[] = []
  const take = (parent: Node, depth: number): void => {
    for (const node of parent.children) {
      if (!isNode(node) || node.name !== name || entries.length >= MOST) continue
      const { label, href, below } = read(node)
      const target = targetOf(href, path)
      if (label && target) entries.push({ ...target, label: label.slice(0, 300), depth })
      if (below && depth < DEEPEST) take(below, depth + 1)
    }
  }
  take(list, 0)
  return entries
}

const tidy = (node: Node | undefined): string => (node ? textOf(node) : '').replace(/\s+/g, ' ').trim()
const childOf = (node: Node, name: string): Node | undefined =>
  node.children.filter(isNode).find((child) => child.name === name)

const pointOf = (point: Node): Found => ({
  label: tidy(childOf(point, 'navlabel')),
  href: childOf(point, 'content')?.attributes.get('src') ?? '',
  below: point,
})

const lineOf = (line: Node): Found => ({
  label: tidy(childOf(line, 'a')),
  href: childOf(line, 'a')?.attributes.get('href') ?? '',
  below: childOf(line, 'ol'),
})

/** XML and XHTML of strangers as plain data: elements, attributes, text. It is read here and not by the browser, because a
 * browser's parser makes elements that mean something (styles, handlers, entities that grow); these mean nothing until
 * rebuild.ts makes new ones of those it knows. Forgiving, as books have to be read: what is not closed is closed. */
import { plainText } from './entities.ts'

export interface Node {
  /** Lower case, without prefix. */
  readonly name: string
  /** By name as written, in lower case, with its prefix. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: (Node | string)[]
}

/** Longest text that is read, in characters, and most and deepest of what is made of it. */
export const LONGEST_MARKUP = 8 * 1024 * 1024
const MOST_TOKENS = 300_000
const DEEPEST = 100

export interface Markup {
  /** Has the document's elements as its children. */
  readonly root: Node
  /** There is more than was read. */
  readonly cut: boolean
}

/** Elements without an end, however they are written. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** What they hold is no markup, and nothing that is read. */
const RAW = new Set(['script', 'style'])
/** A new one of these ends an open one of its kind. */
const ENDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['p', ['p']],
  ['li', ['li']],
  ['dt', ['dt', 'dd']],
  ['dd', ['dt', 'dd']],
  ['tr', ['tr', 'td', 'th']],
  ['td', ['td', 'th']],
  ['th', ['td', 'th']],
])
const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g

const local = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase()

export function readMarkup(text: string): Markup {
  const root: Node = { name: '', attributes: new Map(), children: [] }
  const open: Node[] = [root]
  const say = (words: string) => {
    if (words) open.at(-1)!.children.push(words)
  }
  const end = (name: string) => {
    const at = open.findLastIndex((each) => each.name === name)
    if (at > 0) open.length = at
  }
  const begin = (name: string, written: string) => {
    for (const ended of ENDS.get(name) ?? []) if (open.at(-1)!.name === ended) open.pop()
    const node: Node = { name, attributes: attributesOf(written), children: [] }
    open.at(-1)!.children.push(node)
    if (!written.endsWith('/') && !VOID.has(name) && open.length < DEEPEST) open.push(node)
  }
  let at = 0
  for (let count = 0; at < text.length; count++) {
    const from = text.indexOf('<', at)
    if (from < 0) break
    if (count > MOST_TOKENS) return { root, cut: true }
    say(plainText(text.slice(at, from)))
    const { kind, to, inside } = tokenAt(text, from)
    at = to
    if (kind === 'words') say(inside)
    else if (kind === 'end') end(local(inside.trim()))
    else if (kind === 'begin') {
      const name = /^[^\s/]+/.exec(inside)![0]
      if (!RAW.has(local(name)) || inside.endsWith('/')) begin(local(name), inside.slice(name.length))
      else at = afterRaw(text, to, local(name))
    }
  }
  say(plainText(text.slice(at)))
  return { root, cut: false }
}

interface Token {
  readonly kind: 'words' | 'begin' | 'end' | 'nothing'
  /** Where the next one begins: always further on, so that reading costs no more than the text is long. */
  readonly to: number
  readonly inside: string
}

/** What begins with the `<` at this place. */
function tokenAt(text: string, from: number): Token {
  const until = (mark: string, start: number, kind: Token['kind']): Token => {
    const end = text.indexOf(mark, start)
    return { kind, to: end < 0 ? text.length : end + mark.length, inside: text.slice(start, end < 0 ? undefined : end) }
  }
  if (text.startsWith('<!--', from)) return until('-->', from + 4, 'nothing')
  if (text.startsWith('<![CDATA[', from)) return until(']]>', from + 9, 'words')
  if (text[from + 1] === '?') return until('?>', from + 2, 'nothing')
  if (text[from + 1] === '!') return { kind: 'nothing', to: afterDoctype(text, from), inside: '' }
  if (text[from + 1] === '/') return until('>', from + 2, 'end')
  if (!/[a-z_]/i.test(text[from + 1] ?? '')) return { kind: 'words', to: from + 1, inside: '<' }
  const end = tagEnd(text, from + 1)
  if (text[end] === '>') return { kind: 'begin', to: end + 1, inside: text.slice(from + 1, end) }
  return { kind: 'words', to: end, inside: text.slice(from, end) }
}

/** Declarations in brackets are skipped with it: entities of a document's own do not exist here. */
function afterDoctype(text: string, from: number): number {
  const end = text.indexOf('>', from)
  const bracket = text.indexOf('[', from)
  if (end < 0) return text.length
  if (bracket < 0 || bracket > end) return end + 1
  const closing = /\]\s*>/g
  closing.lastIndex = bracket
  return closing.exec(text) ? closing.lastIndex : text.length
}

/** The index of the `>` that ends a tag, or of what interrupts it. A quote means something only after `=`. */
function tagEnd(text: string, from: number): number {
  let quote = ''
  let before = ''
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!
    if (quote) quote = sign === quote ? '' : quote
    else if (sign === '>' || sign === '<') return at
    else if ((sign === '"' || sign === "'") && before === '=') quote = sign
    if (sign.trim()) before = quote ? '' : sign
  }
  return text.length
}

function afterRaw(text: string, from: number, name: string): number {
  const end = new RegExp(`</${name}[^>]*>`, 'gi')
  end.lastIndex = from
  return end.exec(text) ? end.lastIndex : text.length
}

function attributesOf(written: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, double, single, bare] of written.matchAll(ATTRIBUTE))
    if (!attributes.has(name!.toLowerCase()))
      attributes.set(name!.toLowerCase(), plainText(double ?? single ?? bare ?? ''))
  return attributes
}

export const isNode = (child: Node | string): child is Node => typeof child !== 'string'

/** Elements of this name below `root`, in the order they are written. */
export function elementsOf(root: Node, name: string): Node[] {
  const found: Node[] = []
  const ahead: Node[] = [root]
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    if (next.name === name && next !== root) found.push(next)
    ahead.push(...next.children.filter(isNode).reverse())
  }
  return found
}

/** The first below `root`, or itself, that is called so by its `id` (or, as old pages have it, its `name`). */
export function findNamed(root: Node, id: string): Node | undefined {
  const ahead: Node[] = [root]
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    if (nameOf(next) === id) return next
    ahead.push(...next.children.filter(isNode).reverse())
  }
  return undefined
}

export const nameOf = ({ attributes }: Node): string | undefined => attributes.get('id') ?? attributes.get('name')

export const textOf = (node: Node | string): string =>
  typeof node === 'string' ? node : node.children.map(textOf).join('')

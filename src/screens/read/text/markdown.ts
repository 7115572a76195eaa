/** Markdown as data: the blocks and spans that people use, never markup. What is not understood is shown as written. */

export type Span =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly spans: readonly Span[] }
  | { readonly kind: 'link'; readonly href: string; readonly spans: readonly Span[] }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }

const FENCE = /^\s{0,3}(```+|~~~+)/
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/
const RULE = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/
const ITEM = /^\s{0,8}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/
const QUOTE = /^\s{0,3}>\s?(.*)$/
/** Deeper nesting is shown as written. */
const DEEPEST = 6

export function blocksOf(text: string): Block[] {
  const lines = text.split(/\r\n|\n|\r/)
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) at = takeBlock(lines, at, blocks)
  return blocks
}

/** Adds the block that begins at this line and returns the line after it. */
function takeBlock(lines: readonly string[], at: number, blocks: Block[]): number {
  const line = lines[at]!
  if (line.trim() === '') return at + 1
  const fence = FENCE.exec(line)?.[1]
  if (fence) return takeCode(lines, at, fence, blocks)
  const heading = HEADING.exec(line)
  if (heading) {
    blocks.push({ kind: 'heading', level: heading[1]!.length, spans: spansOf(heading[2]!) })
    return at + 1
  }
  if (RULE.test(line)) {
    blocks.push({ kind: 'rule' })
    return at + 1
  }
  if (QUOTE.test(line)) return takeQuote(lines, at, blocks)
  return ITEM.test(line) ? takeList(lines, at, blocks) : takeParagraph(lines, at, blocks)
}

function takeCode(lines: readonly string[], from: number, fence: string, blocks: Block[]): number {
  let at = from + 1
  while (at < lines.length && !lines[at]!.trim().startsWith(fence)) at++
  blocks.push({ kind: 'code', text: lines.slice(from + 1, at).join('\n') })
  return at + 1
}

function takeQuote(lines: readonly string[], from: number, blocks: Block[]): number {
  const said: string[] = []
  let at = from
  for (let match = QUOTE.exec(lines[at]!); match; match = QUOTE.exec(lines[++at] ?? '')) said.push(match[1]!)
  blocks.push({ kind: 'quote', spans: spansOf(said.join('\n')) })
  return at
}

function takeList(lines: readonly string[], from: number, blocks: Block[]): number {
  const items: string[] = []
  const ordered = ITEM.exec(lines[from]!)?.[1] !== undefined
  let at = from
  for (; at < lines.length && lines[at]!.trim() !== ''; at++) {
    const item = ITEM.exec(lines[at]!)
    if (item) items.push(item[2]!)
    else items.push(`${items.pop()!} ${lines[at]!.trim()}`)
  }
  blocks.push({ kind: 'list', ordered, items: items.map((item) => spansOf(item)) })
  return at
}

function takeParagraph(lines: readonly string[], from: number, blocks: Block[]): number {
  let at = from
  const ends = (line: string) => line.trim() === '' || FENCE.test(line) || HEADING.test(line) || QUOTE.test(line)
  while (at < lines.length && (at === from || !ends(lines[at]!))) at++
  blocks.push({ kind: 'paragraph', spans: spansOf(lines.slice(from, at).join('\n')) })
  return at
}

/** Every length is bounded: text made of nothing but beginnings must not be searched for its ends again and again. */
const SPAN =
  /`([^`]{1,400})`|\*\*([^*]{1,400})\*\*|__([^_]{1,400})__|\*([^*\s][^*]{0,400})\*|(?<![\w_])_([^_\s][^_]{0,400})_(?![\w_])|!?\[([^[\]]{0,400})\]\(([^()\s]{0,2000})[^()]{0,400}\)/

function spansOf(text: string, depth = 0): Span[] {
  const spans: Span[] = []
  let rest = text
  for (let match = SPAN.exec(rest); match && depth < DEEPEST; match = SPAN.exec(rest)) {
    if (match.index > 0) spans.push({ kind: 'text', text: rest.slice(0, match.index) })
    spans.push(spanOf(match, depth))
    rest = rest.slice(match.index + match[0].length)
  }
  return rest ? [...spans, { kind: 'text', text: rest }] : spans
}

function spanOf(match: RegExpExecArray, depth: number): Span {
  const [whole, code, strong, strongToo, emphasis, emphasisToo, label, href] = match
  if (code !== undefined) return { kind: 'code', text: code }
  const bold = strong ?? strongToo
  if (bold !== undefined) return { kind: 'strong', spans: spansOf(bold, depth + 1) }
  const leaning = emphasis ?? emphasisToo
  if (leaning !== undefined) return { kind: 'emphasis', spans: spansOf(leaning, depth + 1) }
  const safe = safeLink(href ?? '')
  if (!safe || whole.startsWith('!')) return { kind: 'text', text: label || whole }
  return { kind: 'link', href: safe, spans: spansOf(label || safe, depth + 1) }
}

/** An address that a person may follow out of a stranger's text; anything but the web and mail is none. */
export function safeLink(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined
}

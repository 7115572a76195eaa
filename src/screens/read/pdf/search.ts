import type { PDFDocumentProxy } from './document.ts'

/** Numbers (from 0) of the pages that hold the text, in order; each is given as soon as it is known. */
export async function* pagesWith(
  document: PDFDocumentProxy,
  wanted: string,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const text = wanted.trim().toLowerCase()
  for (let at = 0; text && at < document.numPages; at++) {
    if (signal.aborted) return
    const page = await document.getPage(at + 1)
    const { items } = await page.getTextContent()
    const said = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('')
    if (said.toLowerCase().includes(text)) yield at
  }
}

/** Marks the text where it stands on pages that are drawn. */
export function mark(root: Element, wanted: string): void {
  const { highlights } = CSS as { highlights?: Map<string, unknown> }
  if (!highlights) return
  highlights.delete('found')
  const text = wanted.trim().toLowerCase()
  if (!text) return
  const ranges: Range[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const said = (node.nodeValue ?? '').toLowerCase()
    for (let at = said.indexOf(text); at >= 0; at = said.indexOf(text, at + text.length)) {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + text.length)
      ranges.push(range)
    }
  }
  const { Highlight } = globalThis as unknown as { Highlight: new (...ranges: Range[]) => unknown }
  highlights.set('found', new Highlight(...ranges))
}

/** A chapter in columns or in one long strip: where one is in it, and going elsewhere. Blocks, not pixels, are what is
 * remembered, so that a place survives another size of text, another window, another device. */

const BLOCKS = 'p, h1, h2, h3, h4, h5, h6, li, pre, blockquote, img, tr, dt, dd'

export interface Flow {
  /** Pages of the chapter; 1 where it is one strip. */
  pages(): number
  page(): number
  turnTo(page: number): void
  /** Number of the first block in view. */
  block(): number
  showBlock(block: number): void
  show(element: Element): void
}

/** `step`: pixels from one page to the next; undefined: one strip. */
export function flowOf(scroller: HTMLElement, article: HTMLElement, step: () => number | undefined): Flow {
  const rtl = () => getComputedStyle(article).direction === 'rtl'
  const along = () => Math.abs(scroller.scrollLeft)
  const blocks = () => [...article.querySelectorAll(BLOCKS)]
  const turnTo = (page: number) => {
    const width = step()
    if (width) scroller.scrollLeft = (rtl() ? -1 : 1) * Math.max(0, page) * width
  }
  /** Pixels from the beginning of the chapter, along the way it is read. */
  const offsetOf = (element: Element): number => {
    const [box, frame] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()]
    if (!step()) return box.top - frame.top + scroller.scrollTop
    return along() + (rtl() ? frame.right - box.right : box.left - frame.left)
  }
  const show = (element: Element) => {
    const width = step()
    if (width) turnTo(Math.floor((offsetOf(element) + 2) / width))
    else scroller.scrollTop = Math.max(0, offsetOf(element) - 24)
  }
  return {
    pages: () => {
      const width = step()
      return width ? Math.max(1, Math.round((scroller.scrollWidth + GAP) / width)) : 1
    },
    page: () => {
      const width = step()
      return width ? Math.round(along() / width) : 0
    },
    turnTo,
    block() {
      const all = blocks()
      const from = step() ? along() - 2 : scroller.scrollTop
      // Blocks stand in the order they are read, so the first in view is found by halves.
      let [low, high] = [0, all.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (endOf(all[middle]!) > from) high = middle
        else low = middle + 1
      }
      return Math.min(low, Math.max(0, all.length - 1))
    },
    showBlock(block) {
      const element = blocks()[block]
      if (element) show(element)
    },
    show,
  }
  function endOf(element: Element): number {
    const box = element.getBoundingClientRect()
    return offsetOf(element) + (step() ? Math.max(1, box.width) : Math.max(1, box.height))
  }
}

/** Pixels between pages. */
export const GAP = 48

/** What was rebuilt takes the place of what stood there before. */
export const fill = (place: HTMLElement, content: DocumentFragment): void => place.replaceChildren(content)

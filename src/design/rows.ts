/** What a long list shows in one row: the text of each cell, in the order of the list's cells. */
export interface RowTexts {
  readonly cells: readonly string[]
  /** A word the list's styles know, as `data-tone` of the row. */
  readonly tone?: string | undefined
}

export interface RowSource {
  readonly length: number
  row(index: number): RowTexts
}

interface Slot {
  readonly element: HTMLElement
  readonly texts: readonly Text[]
  /** Which row it shows; -1: none. */
  index: number
  /** Where it stands, in pixels. */
  top: number
}

/** Browsers cut elements off somewhere between 17 and 33 million pixels. Beyond this the scroll bar is a scale. */
const TALLEST = 8_000_000
/** Rows drawn above and below what is in sight. */
const BEYOND = 4

/**
 * A list of any length of which only the rows in sight exist. Elements are made once and moved; a frame writes at most
 * their texts, all in one go. All rows are equally high, which the style sheet decides.
 */
export class Rows {
  readonly #box: HTMLElement
  readonly #canvas: HTMLElement
  readonly #cells: readonly string[]
  readonly #id: string
  readonly #slots: Slot[] = []
  #source: RowSource = { length: 0, row: () => ({ cells: [] }) }
  #height = 44
  #view = 0
  #active = -1
  #frame = 0

  /** `cells`: a class for each cell. `id`: begins the ids of the rows. */
  constructor(box: HTMLElement, canvas: HTMLElement, cells: readonly string[], id: string) {
    this.#box = box
    this.#canvas = canvas
    this.#cells = cells
    this.#id = id
  }

  get length(): number {
    return this.#source.length
  }

  /** Rows that fit at once. */
  get fitting(): number {
    return Math.max(1, Math.floor(this.#view / this.#height))
  }

  show(source: RowSource): void {
    this.#source = source
    this.#active = Math.min(this.#active, source.length - 1)
    this.measure()
  }

  /** To be called when the room or the type size has changed. */
  measure(): void {
    const seen = this.#slots.find(({ element }) => !element.hidden) ?? this.#grow()
    this.#height = seen.element.offsetHeight || this.#height
    this.#canvas.style.blockSize = `${Math.min(TALLEST, this.#source.length * this.#height)}px`
    this.#view = this.#box.clientHeight
    this.refresh()
  }

  /** What rows say has changed: they are written again with the next frame. */
  refresh(): void {
    for (const slot of this.#slots) slot.index = -1
    this.draw()
  }

  /** Once a frame, however often it is called. */
  draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
  }

  /** Scrolls no further than needed, and marks the row as the current one. Gives the id of its element. */
  activate(index: number): string | undefined {
    if (index < 0 || index >= this.length) return undefined
    const top = index * this.#height
    const from = this.#offset()
    if (top < from) this.#scrollTo(top)
    else if (top + this.#height > from + this.#view) this.#scrollTo(top + this.#height - this.#view)
    this.#active = index
    for (const slot of this.#slots) slot.index = -1
    this.#draw()
    return this.#slots[index % this.#slots.length]?.element.id
  }

  /** Which row an element of it belongs to. */
  indexOf(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest('[role=option]') : null
    return this.#slots.find((slot) => slot.element === element)?.index ?? -1
  }

  /** Pixels above what is in sight, as if the list had its full height. */
  #offset(): number {
    return this.#box.scrollTop * this.#scale()
  }

  #scrollTo(offset: number): void {
    this.#box.scrollTop = offset / this.#scale()
  }

  #scale(): number {
    const full = this.length * this.#height
    return full <= TALLEST ? 1 : (full - this.#view) / (TALLEST - this.#view)
  }

  #draw(): void {
    const { scrollTop } = this.#box
    const offset = scrollTop * this.#scale()
    const first = Math.max(0, Math.floor(offset / this.#height) - BEYOND)
    const last = Math.min(this.length, Math.ceil((offset + this.#view) / this.#height) + BEYOND)
    while (this.#slots.length < last - first) this.#grow()
    for (let index = first; index < last; index++) this.#write(index, index * this.#height - offset + scrollTop)
    for (const slot of this.#slots) if (slot.index < first || slot.index >= last) this.#hide(slot)
  }

  #write(index: number, top: number): void {
    const slot = this.#slots[index % this.#slots.length]!
    const { element, texts } = slot
    if (slot.top !== top) element.style.transform = `translateY(${(slot.top = top)}px)`
    if (slot.index === index) return
    slot.index = index
    if (element.hidden) element.hidden = false
    const { cells, tone } = this.#source.row(index)
    for (const [at, text] of texts.entries()) {
      const next = cells[at] ?? ''
      if (text.data !== next) text.data = next
    }
    const told = {
      ariaPosInSet: String(index + 1),
      ariaSetSize: String(this.length),
      ariaSelected: String(index === this.#active),
    }
    for (const [name, value] of Object.entries(told) as [keyof typeof told, string][])
      if (element[name] !== value) element[name] = value
    if ((element.dataset['tone'] ?? '') !== (tone ?? '')) element.dataset['tone'] = tone ?? ''
  }

  #hide(slot: Slot): void {
    slot.index = -1
    if (!slot.element.hidden) slot.element.hidden = true
  }

  #grow(): Slot {
    const element = document.createElement('div')
    element.className = 'row'
    element.role = 'option'
    element.id = `${this.#id}-${this.#slots.length}`
    const texts = this.#cells.map((name) => {
      const text = document.createTextNode('')
      const cell = document.createElement('span')
      cell.className = name
      cell.append(text)
      element.append(cell)
      return text
    })
    const slot: Slot = { element, texts, index: -1, top: -1 }
    this.#slots.push(slot)
    this.#canvas.append(element)
    // Which slot shows which row depends on how many slots there are.
    for (const each of this.#slots) each.index = -1
    return slot
  }
}

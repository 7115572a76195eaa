/** Blocks still to be asked for, ends included. */
export interface Slice {
  readonly from: number
  readonly to: number
  /** The newest block is known to hold an event. */
  readonly sure: boolean
}

/** Where the oldest event of an answer leads: see `Stamp`. */
export interface Lead {
  readonly sequence: number
  readonly previousBlock: number
  readonly anchorBlock: number
}

/**
 * Which blocks to ask for next. Pointers from event to event say which block holds the next older one, so that no
 * request is spent on empty stretches; anchors lead to the event of every 256th sequence, so that sparse histories are
 * asked for in several places at once. Where events are dense, any place is good.
 */
export class Frontier {
  /** The newest first, disjoint. */
  #open: Slice[]

  /** Events are in `low` … `high`, and one is in `high`. */
  constructor(low: number, high: number) {
    this.#open = low <= high ? [{ from: low, to: high, sure: true }] : []
  }

  /** Blocks that may hold events and were not asked for. */
  get blocks(): number {
    return this.#open.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  }

  /** At most `span` blocks, which are no longer open. `blind`: also where no event is known to be. */
  next(span: number, blind: boolean): Slice | undefined {
    const sure = this.#open.findIndex((each) => each.sure)
    const at = sure >= 0 || !blind ? sure : 0
    const found = this.#open[at]
    if (!found) return undefined
    const slice: Slice = { ...found, from: Math.max(found.from, found.to - span + 1) }
    const rest: Slice[] = slice.from > found.from ? [{ from: found.from, to: slice.from - 1, sure: false }] : []
    this.#open.splice(at, 1, ...rest)
    return slice
  }

  /** The same from the oldest block upwards. */
  lowest(span: number): Slice | undefined {
    const found = this.#open.pop()
    if (!found) return undefined
    const to = Math.min(found.to, found.from + span - 1)
    if (to < found.to) this.#open.push({ ...found, from: to + 1 })
    return { ...found, to, sure: found.sure && to === found.to }
  }

  /** A slice that was not answered is open again. */
  back(slice: Slice): void {
    this.#open.push(slice)
    this.#open.sort((a, b) => b.to - a.to)
  }

  /** What the oldest event found in a slice says about the blocks below. `far`: also use its anchor. */
  follow({ from }: Slice, { sequence, previousBlock, anchorBlock }: Lead, far: boolean): void {
    if (sequence <= 1) return this.#remove(0, from - 1)
    if (previousBlock >= from) return
    this.#remove(previousBlock + 1, from - 1)
    this.#mark(previousBlock)
    if (far && anchorBlock > 0 && anchorBlock < previousBlock) this.#mark(anchorBlock)
  }

  #remove(low: number, high: number): void {
    this.#open = this.#open.flatMap(({ from, to, sure }) => {
      const above: Slice[] = to > high ? [{ from: Math.max(from, high + 1), to, sure }] : []
      const below: Slice[] = from < low ? [{ from, to: Math.min(to, low - 1), sure: sure && to < low }] : []
      return [...above, ...below]
    })
  }

  #mark(block: number): void {
    this.#open = this.#open.flatMap((slice) => {
      if (block < slice.from || block > slice.to) return [slice]
      const above: Slice[] = block < slice.to ? [{ ...slice, from: block + 1 }] : []
      return [...above, { from: slice.from, to: block, sure: true }]
    })
  }
}

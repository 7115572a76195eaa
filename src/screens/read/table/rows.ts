/** Rows of a table, read from a place in the file onwards as far as they are wanted. Memory holds one window of them. */
import type { Reading } from '../../../storage/library.ts'
import { cellsOf, valuesOf } from './cells.ts'
import { splitterFor, type Splitter, type TableFormat } from './records.ts'

const FIRST_BYTES = 128 * 1024
const MORE_BYTES = 1024 * 1024
/** A window ends at either. */
const MOST_ROWS = 100_000
const MOST_BYTES = 24 * 1024 * 1024
/** Of one row; what is longer is cut and marked. */
const LONGEST_ROW = 64 * 1024
/** A row that goes on beyond this is no row. */
const ENDLESS = 32 * 1024 * 1024

export const CUT = ' … (cut here: the row is longer than can be shown)'

export class Rows {
  readonly #reading: Reading
  readonly #format: TableFormat
  readonly #splitter: Splitter
  readonly #rows: Uint8Array[] = []
  readonly #cut = new Set<number>()
  #open: Uint8Array[] = []
  #openBytes = 0
  #held = 0
  #skip: boolean
  #next: number
  /** Where this window begins. Bytes. */
  readonly start: number
  /** Where the row after the last one begins: the next window's start. */
  end: number
  complete = false

  /** With `skip` the window begins at the first row after `start`. */
  constructor(reading: Reading, format: TableFormat, start = 0, skip = false) {
    this.#reading = reading
    this.#format = format
    this.#splitter = splitterFor(format, start > 0)
    this.#skip = skip
    this.start = this.end = this.#next = start
  }

  get count(): number {
    return this.#rows.length
  }

  /** Nothing more is read into this window. */
  get full(): boolean {
    return this.complete || this.count >= MOST_ROWS || this.#held >= MOST_BYTES
  }

  /** Reads on. Throws a RangeError for a row without end, else the library's StorageProblem. */
  async more(signal?: AbortSignal): Promise<void> {
    if (this.full) return
    const length = this.#next === this.start ? FIRST_BYTES : MORE_BYTES
    const bytes = await this.#reading.read(this.#next, this.#next + length, signal)
    const from = this.#next
    this.#next += bytes.length
    this.#splitter.push(bytes, (start, end, more) => this.#take(bytes, start, end, more, from))
    if (this.#openBytes > ENDLESS) throw new RangeError('A row of this table has no end. It is not shown further.')
    if (this.#next < this.#reading.size) return
    if (this.#openBytes > 0 && this.#format.kind !== 'array') this.#close(this.#reading.size)
    this.complete = true
  }

  #take(bytes: Uint8Array, start: number, end: number, more: boolean, offset: number): void {
    if (this.count >= MOST_ROWS) return
    const room = LONGEST_ROW - this.#openBytes
    if (room > 0 && end > start) this.#open.push(bytes.slice(start, Math.min(end, start + room)))
    this.#openBytes += end - start
    if (!more) this.#close(offset + end + 1)
  }

  #close(end: number): void {
    const [only] = this.#open
    const row = this.#open.length === 1 ? only! : joined(this.#open)
    if (this.#openBytes > LONGEST_ROW) this.#cut.add(this.count)
    this.end = Math.min(end, this.#reading.size)
    const blank = isBlank(row)
    ;[this.#open, this.#openBytes] = [[], 0]
    if (this.#skip) this.#skip = false
    else if (!blank) {
      this.#rows.push(row)
      this.#held += row.length
    }
  }

  /** The row's text. */
  text(at: number): string {
    const text = new TextDecoder('utf-8', { ignoreBOM: this.start + at > 0 }).decode(this.#rows[at]).replace(/\r$/, '')
    return this.#cut.has(at) ? text + CUT : text
  }

  /** The row's cells; those of a JSON row are named, and stand in the order of `names`. */
  cells(at: number, names: readonly string[] | undefined): string[] {
    const text = this.text(at)
    if (this.#format.kind === 'separated') return cellsOf(text, String.fromCharCode(this.#format.separator))
    const values = valuesOf(text)
    if (!values) return [text]
    return names ? names.map((name) => values.get(name) ?? '') : [...values.values()]
  }

  /** Names of the values in a JSON row. */
  names(at: number): string[] {
    return [...(valuesOf(this.text(at))?.keys() ?? [])]
  }

  get named(): boolean {
    return this.#format.kind !== 'separated'
  }
}

const isBlank = (row: Uint8Array): boolean =>
  row.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x0a || byte === 9)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

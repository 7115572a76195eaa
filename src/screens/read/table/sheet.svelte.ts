import type { Reading } from '../../../storage/library.ts'
import { columnsOf, compare, isHeader, type Column } from './columns.ts'
import { formatOf } from './cells.ts'
import type { TableFormat } from './records.ts'
import { Rows } from './rows.ts'

const HEAD = 64 * 1024
/** Rows that columns are judged by. */
const SAMPLE = 200
/** Columns shown at once; a row of thousands would be thousands of elements. */
export const COLUMNS = 100

/** A table being looked at: a window of its rows, sorted and searched as far as they are loaded. */
export class Sheet {
  readonly #reading: Reading
  #format: TableFormat = { kind: 'lines' }
  #rows: Rows | undefined
  #header: readonly string[] | undefined
  /** Starts of the windows before this one. */
  #before: number[] = []
  #working = new AbortController()
  #loading: Promise<void> | undefined
  columns = $state.raw<readonly Column[]>([])
  /** Numbers of the rows shown, in the order shown. */
  order = $state.raw<readonly number[]>([])
  loaded = $state(0)
  complete = $state(false)
  full = $state(false)
  windowStart = $state(0)
  windowEnd = $state(0)
  sorted = $state.raw<{ readonly column: number; readonly descending: boolean }>()
  search = $state('')
  problem = $state<string>()

  constructor(reading: Reading) {
    this.#reading = reading
  }

  get size(): number {
    return this.#reading.size
  }

  get earlier(): boolean {
    return this.windowStart > 0
  }

  get canJump(): boolean {
    return this.#format.kind !== 'array' && this.size > 8 * 1024 * 1024
  }

  /** Rejects with the library's problem. */
  async open(mime: string): Promise<void> {
    const text = new TextDecoder().decode(await this.#reading.read(0, HEAD, this.#working.signal))
    this.#format = formatOf(text, mime)
    await this.#show(new Rows(this.#reading, this.#format))
  }

  /** Loads on when the end of what is loaded comes into view. Never rejects: what failed is said in `problem`. */
  more(): Promise<void> {
    return (this.#loading ??= this.#more().finally(() => (this.#loading = undefined)))
  }

  cells(at: number): string[] {
    return this.#rows?.cells(at, this.#rows.named ? this.columns.map(({ name }) => name) : undefined) ?? []
  }

  /** First: ascending; again: descending; a third time: as in the file. */
  sortBy(column: number): void {
    const { sorted } = this
    if (sorted?.column !== column) this.sorted = { column, descending: false }
    else this.sorted = sorted.descending ? undefined : { column, descending: true }
    this.arrange()
  }

  async later(): Promise<void> {
    if (!this.#rows) return
    this.#before.push(this.#rows.start)
    await this.#show(new Rows(this.#reading, this.#format, this.#rows.end))
  }

  async back(): Promise<void> {
    await this.#show(new Rows(this.#reading, this.#format, this.#before.pop() ?? 0))
  }

  /** To the first row after this share (0 … 1) of the file. */
  async jump(share: number): Promise<void> {
    this.#before.push(this.windowStart)
    const start = Math.floor(Math.min(0.999, Math.max(0, share)) * this.size)
    await this.#show(new Rows(this.#reading, this.#format, start, start > 0))
  }

  close(): void {
    this.#working.abort()
  }

  async #show(rows: Rows): Promise<void> {
    // What is on its way belongs to the window before.
    await this.#loading
    this.#rows = rows
    this.problem = undefined
    await this.more()
    this.#judge(rows)
    this.arrange()
  }

  async #more(): Promise<void> {
    const rows = this.#rows
    if (!rows || rows.full) return this.#count()
    try {
      await rows.more(this.#working.signal)
      // A row longer than what was read leaves none; the next reading goes on with it.
      while (rows.count === 0 && !rows.full) await rows.more(this.#working.signal)
      this.problem = undefined
    } catch (error) {
      if (!this.#working.signal.aborted) this.problem = error instanceof Error ? error.message : String(error)
    }
    this.#count()
    if (this.columns.length > 0) this.arrange()
  }

  #count(): void {
    const rows = this.#rows
    if (!rows) return
    this.loaded = rows.count
    this.complete = rows.complete
    this.full = rows.full
    this.windowStart = rows.start
    this.windowEnd = rows.end
  }

  /** Names and kinds of the columns, from the first window's first rows; later windows keep them. */
  #judge(rows: Rows): void {
    if (this.columns.length > 0 || rows.count === 0) return
    const sampled = Math.min(rows.count, SAMPLE)
    const numbers = Array.from({ length: sampled }, (_, at) => at)
    if (rows.named) {
      const names = [...new Set(numbers.flatMap((at) => rows.names(at)))]
      this.columns = columnsOf(
        names,
        numbers.map((at) => rows.cells(at, names)),
      )
      return
    }
    const [first = [], ...rest] = numbers.map((at) => rows.cells(at, undefined))
    const headed = rest.length > 0 && isHeader(first)
    const most = Math.max(first.length, ...rest.map(({ length }) => length))
    const names = Array.from({ length: most }, (_, at) => (headed && first[at]) || `Column ${at + 1}`)
    this.#header = headed ? first : undefined
    this.columns = columnsOf(names, headed ? rest : [first, ...rest])
  }

  /** Applies search and order to what is loaded. */
  arrange(): void {
    const rows = this.#rows
    if (!rows) return
    const from = rows.start === 0 && this.#header ? 1 : 0
    const wanted = this.search.trim().toLowerCase()
    let numbers = Array.from({ length: Math.max(0, rows.count - from) }, (_, at) => at + from)
    if (wanted) numbers = numbers.filter((at) => rows.text(at).toLowerCase().includes(wanted))
    if (this.sorted) {
      const { column, descending } = this.sorted
      const cells = new Map(numbers.map((at) => [at, this.cells(at)[column] ?? '']))
      const order = compare(this.columns[column]?.type ?? 'text', descending)
      numbers.sort((a, b) => order(cells.get(a)!, cells.get(b)!) || a - b)
    }
    this.order = numbers
  }
}

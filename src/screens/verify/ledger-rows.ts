import type { RowSource, RowTexts } from '../../design/rows.ts'
import { eventAt, timeAt, type Columns } from '../../royalties/columns/columns.ts'
import type { LedgerEvent, Moved } from '../../royalties/ledger.ts'
import { KIND_ORDER } from '../../royalties/columns/layouts.ts'
import { ALL_UNITS, NATIVE, type Address } from '../../royalties/words.ts'
import { changeOf, changeText, eventLine, GROUPS, momentText, type GroupId, type NameOf } from './event-words.ts'
import type { Writer } from './sentences.ts'

interface Of {
  readonly columns: Columns
  /** Whose balance; `undefined`: of all holders together. */
  readonly holder: Address | undefined
  readonly group: GroupId
  /** Basis points that go to ancestors. */
  readonly royalties: number
  readonly writer: Writer
  readonly nameOf: NameOf
  /** Places in the columns of events that something is wrong with. */
  readonly wrong: ReadonlySet<number>
}

/** The ledger as rows, newest first. An event is decoded when its row comes into sight. */
export class LedgerRows implements RowSource {
  readonly #of: Of
  /** Places in the columns, oldest first. */
  readonly #shown: Uint32Array
  readonly #holdings: Holdings | undefined

  constructor(of: Of) {
    this.#of = of
    this.#holdings = of.holder === undefined ? undefined : new Holdings(of.columns, of.holder)
    this.#shown = shownOf(of, this.#holdings)
  }

  get length(): number {
    return this.#shown.length
  }

  /** Place in the columns of a row. */
  placeOf(row: number): number {
    return this.#shown[this.length - 1 - row]!
  }

  /** The row of a place in the columns; `undefined`: it is not among those shown. */
  rowOf(place: number): number | undefined {
    const at = this.#shown.indexOf(place)
    return at < 0 ? undefined : this.length - 1 - at
  }

  row(row: number): RowTexts {
    const { columns, nameOf, royalties, writer, wrong, holder } = this.#of
    const place = this.placeOf(row)
    const event = eventAt(columns, place)
    const others = event.kind === 'Claimed' && holder !== undefined && event.holder !== holder
    const units = this.#holdings?.before(place) ?? ALL_UNITS
    // A payout takes the whole amount from one holder, whatever the shares.
    const change = others
      ? 0n
      : event.kind === 'Claimed'
        ? changeOf(event, 0)
        : (changeOf(event, royalties) * units) / ALL_UNITS
    return {
      cells: [
        String(event.stamp.sequence),
        `${wrong.has(place) ? '✗ ' : ''}${eventLine(event, nameOf)}`,
        momentText(timeAt(columns, place)).slice(0, 16),
        changeText(change, writer),
      ],
      tone: wrong.has(place) ? 'wrong' : undefined,
    }
  }
}

/** What one account had, at every place. Changes only where shares moved, so only those are kept. */
class Holdings {
  readonly #places: number[] = []
  readonly #units: bigint[] = []

  constructor(columns: Columns, holder: Address) {
    let units = 0n
    const kind = KIND_ORDER.indexOf('Moved')
    for (let place = 0; place < columns.length; place++) {
      if (columns.kinds[place] !== kind) continue
      const { from, to, units: moved } = eventAt(columns, place) as Moved
      if (from !== holder && to !== holder) continue
      if (from === holder && from !== NATIVE) units -= moved
      if (to === holder) units += moved
      this.#places.push(place)
      this.#units.push(units)
    }
  }

  /** Units just before the event at this place. */
  before(place: number): bigint {
    return this.#units[this.#upTo(place) - 1] ?? 0n
  }

  movedAt(place: number): boolean {
    return this.#places[this.#upTo(place)] === place
  }

  /** How many movements lie before the place. */
  #upTo(place: number): number {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#places[middle]! < place) low = middle + 1
      else high = middle
    }
    return low
  }
}

function shownOf({ columns, holder, group }: Of, holdings: Holdings | undefined): Uint32Array {
  const kinds: readonly LedgerEvent['kind'][] | undefined = GROUPS.find(({ id }) => id === group)?.kinds
  const wanted = KIND_ORDER.map((kind) => kinds?.includes(kind) ?? true)
  const shown = new Uint32Array(columns.length)
  let count = 0
  for (let place = 0; place < columns.length; place++)
    if (wanted[columns.kinds[place]!] && (!holdings || touches(columns, place, holdings, holder)))
      shown[count++] = place
  return shown.subarray(0, count)
}

/** Whether an event has to do with the balance of one account. */
function touches(columns: Columns, place: number, holdings: Holdings, holder: Address | undefined): boolean {
  switch (KIND_ORDER[columns.kinds[place]!]) {
    case 'Moved':
      return holdings.movedAt(place)
    case 'Claimed': {
      const event = eventAt(columns, place)
      return event.kind === 'Claimed' && event.holder === holder
    }
    case 'Paid':
    case 'Credited':
    case 'FlowOpened':
    case 'FlowExtended':
    case 'FlowClosed':
    case 'FlowCredited':
      return holdings.before(place) > 0n
    default:
      return false
  }
}

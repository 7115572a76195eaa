import type { LedgerEvent, Paid } from '../ledger.ts'
import { PAYABLE, replay, type Entry, type WorkState } from '../replay.ts'
import type { Entries, StatementLine, StatementOf } from './statement.ts'
import type { Period } from './period.ts'
import { Tributaries, type Tributary } from './tributaries.ts'
import { ALL_UNITS, Usage, type Address } from '../words.ts'

/** What happened to a balance in one period. Money in 1e-16 of a currency unit, units in millionths of a share. */
export interface Section<E extends Entry> {
  readonly opening: bigint
  readonly closing: bigint
  readonly openingUnits: bigint
  readonly units: bigint
  readonly lines: readonly StatementLine<E>[]
  /** By the second, since the last line. */
  readonly flowed: bigint
  /** What each brought in the period, with what came in at once; none that brought nothing. */
  readonly tributaries: readonly Tributary[]
}

/** One pass over the ledger; a section for each period. Assumes: the periods follow each other. */
export function foldOf<E extends Entry>(of: StatementOf<E>, periods: readonly Period[]): readonly Section<E>[] {
  const fold = new Fold(of, periods)
  const end = periods.at(-1)?.until ?? 0
  const { state } = replay(of.ancestors, before(of.entries, end), {
    until: Math.min(end, newestOf(of)),
    flowed: (income, until) => fold.flow(income, until),
    happened: (entry, income, now) => fold.happen(entry as E, income, now),
  })
  return fold.end(state)
}

/** The last moment that is known of, in Unix seconds. */
export const newestOf = <E extends Entry>({ now, entries }: StatementOf<E>): number =>
  now ?? entries.at(entries.length - 1)?.event.stamp.time ?? 0

/** Times never fall in a ledger, so the first event that is too late ends it. */
function* before<E extends Entry>(entries: Entries<E>, time: number): Generator<E> {
  for (const entry of entries) {
    if (entry.event.stamp.time >= time) return
    yield entry
  }
}

type LineSums = Pick<StatementLine, 'income' | 'units' | 'change' | 'flowed' | 'due'>

/** Its payment is found when somebody asks: of a long ledger, all of them would fill the memory. */
class Line<E extends Entry> implements StatementLine<E> {
  readonly entry: E
  readonly income: bigint
  readonly units: bigint
  readonly change: bigint
  readonly flowed: bigint
  readonly due: bigint
  readonly #before: E | undefined
  readonly #of: StatementOf<E>

  constructor(entry: E, { income, units, change, flowed, due }: LineSums, before: E | undefined, of: StatementOf<E>) {
    this.entry = entry
    this.income = income
    this.units = units
    this.change = change
    this.flowed = flowed
    this.due = due
    this.#before = before
    this.#of = of
  }

  get payment(): Paid | undefined {
    return paymentOf(this.entry, this.#before, this.#of)
  }
}

class Fold<E extends Entry> {
  readonly sections: Section<E>[] = []
  readonly #of: StatementOf<E>
  /** Beginnings and ends of all periods in order; the one at an even place is a beginning. */
  readonly #cuts: readonly number[]
  readonly #tributaries: Tributaries
  #passed = 0
  #opening = { due: 0n, units: 0n, tributaries: [] as Tributary[] }
  #lines: StatementLine<E>[] = []
  #units: bigint
  #due = 0n
  #flowed = 0n
  #before: E | undefined

  constructor(of: StatementOf<E>, periods: readonly Period[]) {
    this.#of = of
    this.#cuts = periods.flatMap(({ from, until }) => [from, until])
    this.#tributaries = new Tributaries(of.ancestors.reduce((sum, { royalty }) => sum + royalty, 0))
    this.#units = of.holder === undefined ? ALL_UNITS : 0n
  }

  /** By the second, up to `until`. A period that begins or ends meanwhile divides it to the second. */
  flow(income: bigint, until: number): void {
    let rest = income * this.#units
    while (this.#next <= until) {
      const part = this.#tributaries.flow(this.#next, this.#units)
      this.#gain(part)
      rest -= part
      this.#cut()
    }
    this.#tributaries.flow(until, this.#units)
    this.#gain(rest)
  }

  happen(entry: E, income: bigint, state: WorkState): void {
    const { holder } = this.#of
    const { event } = entry
    while (this.#next <= event.stamp.time) this.#cut()
    const units = (this.#units = unitsOf(state, holder))
    const change = income * units - PAYABLE * claimOf(event, holder)
    this.#due += change
    if (isFlow(event)) this.#tributaries.turn(event, units)
    if (change !== 0n || touches(event, holder)) {
      // What lies outside every period is only counted.
      if (this.#within) {
        const sums = { income, units, change, flowed: this.#flowed, due: this.#due }
        this.#lines.push(new Line(entry, sums, this.#before, this.#of))
      }
      this.#flowed = 0n
    }
    this.#before = entry
  }

  end(state: WorkState): readonly Section<E>[] {
    this.#units = unitsOf(state, this.#of.holder)
    while (this.#passed < this.#cuts.length) this.#cut()
    return this.sections
  }

  get #next(): number {
    return this.#cuts[this.#passed] ?? Number.POSITIVE_INFINITY
  }

  get #within(): boolean {
    return this.#passed % 2 === 1
  }

  #gain(due: bigint): void {
    this.#due += due
    this.#flowed += due
  }

  /** A period begins or ends here. */
  #cut(): void {
    const tributaries = this.#tributaries.all()
    if (this.#within)
      this.sections.push({
        ...{ opening: this.#opening.due, closing: this.#due },
        ...{ openingUnits: this.#opening.units, units: this.#units },
        ...{ lines: this.#lines, flowed: this.#flowed },
        tributaries: lessThan(this.#opening.tributaries, tributaries),
      })
    this.#opening = { due: this.#due, units: this.#units, tributaries }
    this.#lines = []
    this.#flowed = 0n
    this.#passed += 1
  }
}

/** What each brought in between. `earlier` are some of `later`, in the same order. */
const lessThan = (earlier: readonly Tributary[], later: readonly Tributary[]): Tributary[] =>
  later
    .map((each, i) => ({ ...each, income: each.income - (earlier[i]?.income ?? 0n) }))
    .filter(({ income }) => income !== 0n)

const isFlow = (event: LedgerEvent) =>
  event.kind === 'FlowOpened' ||
  event.kind === 'FlowExtended' ||
  event.kind === 'FlowClosed' ||
  event.kind === 'FlowCredited'

const unitsOf = (state: WorkState, holder: Address | undefined): bigint =>
  holder === undefined ? ALL_UNITS : (state.holders.get(holder)?.units ?? 0n)

/** In currency units. */
const claimOf = (event: LedgerEvent, holder: Address | undefined): bigint =>
  event.kind === 'Claimed' && (holder === undefined || event.holder === holder) ? event.amount : 0n

const touches = (event: LedgerEvent, holder: Address | undefined): boolean =>
  holder === undefined || (event.kind === 'Moved' && (event.from === holder || event.to === holder))

function paymentOf<E extends Entry>(entry: E, before: E | undefined, of: StatementOf<E>): Paid | undefined {
  const { event, block } = entry
  if (event.kind === 'Paid') return event
  if (event.kind === 'Credited') return of.paymentOf?.(event.source, event.sourceSequence)
  const earlier = event.kind === 'Moved' && before?.block === block ? before.event : undefined
  if (event.kind !== 'Moved' || earlier?.kind !== 'Paid') return undefined
  // A sale pays its royalty right before the shares move.
  const { usage, payer, units } = earlier
  return usage === Usage.Resale && payer === event.to && units === event.units ? earlier : undefined
}

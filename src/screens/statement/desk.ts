/** Where statements are made: in a worker, so that a hundred thousand events never stop a scroll. Pure. */
import { originsOf } from '../../royalties/statement/fate.ts'
import { csvOf } from '../../royalties/statement/csv.ts'
import { jsonOf, type Documented } from '../../royalties/statement/json.ts'
import { periodsBetween, type Period, type Span } from '../../royalties/statement/period.ts'
import { movesOf, rowCount, rowsOf, type Found, type Row } from '../../royalties/statement/rows.ts'
import { statementOf, statementsOf, type Statement } from '../../royalties/statement/statement.ts'
import type { LedgerEvent } from '../../royalties/ledger.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import { basisOf, lifeOf, type Volume } from './volume.ts'
import { wayOf } from './way.ts'

/** Which statement. */
export interface Wanted {
  /** Which of the volumes, from 0. */
  readonly volume: number
  /** Left out: of the work, all its holders together. */
  readonly holder?: Address | undefined
  readonly period: Period
}

/** Which statement, and what its work is called: a name may come later than the ledger it is about. */
export interface Titled extends Wanted {
  readonly title: string
}

/** A statement without its rows, which are asked for as they come into sight. */
export interface Sheet extends Omit<Statement<Found>, 'lines' | 'flowed' | 'byUsage' | 'bySource'> {
  readonly rows: number
  readonly claims: number
  /** Every movement of shares. */
  readonly moves: readonly TellableRow[]
}

/** A row, and where its event stands. */
export interface TellableRow extends Omit<Row, 'entry'> {
  readonly event: LedgerEvent | undefined
  readonly block: bigint | undefined
  readonly transaction: Hex | undefined
}

export type PeriodSums = Pick<Statement<Found>, 'period' | 'opening' | 'income' | 'claimed' | 'closing' | 'units'>

export type HolderSums = Pick<Statement<Found>, 'opening' | 'income' | 'claimed' | 'closing' | 'units'> & {
  readonly account: Address
}

export interface Place {
  readonly event: LedgerEvent
  readonly block: bigint
}

/** What a holder got of one event; money in 1e-16 of a currency unit. */
export interface ToldFate {
  /** Through which work: the one that was paid, or one it builds on. */
  readonly work: WorkId
  /** `unread`: its history is not known. `full`: its income is at the limit, and the contract keeps this for its creator. */
  readonly account: Address | 'unread' | 'full'
  readonly units: bigint
  readonly income: bigint
  readonly payouts: readonly (Place & { readonly amount: bigint })[]
  readonly waiting: bigint
}

export interface ToldOrigin extends Partial<Place> {
  readonly bySecond: boolean
  readonly amount: bigint
}

export class Desk {
  readonly #volumes: Volume[] = []
  #newest: { readonly wanted: Wanted; readonly statement: Statement<Found> } | undefined

  add(volume: Volume): number {
    return this.#volumes.push(volume) - 1
  }

  sheet(wanted: Wanted): Sheet {
    const statement = this.#statement(wanted)
    const { lines, flowed: _, byUsage: __, bySource: ___, ...sums } = statement
    const claims = lines.filter(({ change }) => change < 0n).length
    return { ...sums, claims, rows: rowCount(statement), moves: movesOf(statement).map(tellable) }
  }

  rows(wanted: Wanted, from: number, to: number): TellableRow[] {
    return rowsOf(this.#statement(wanted), from, to).map(tellable)
  }

  /** Every month, quarter or year from the mint until now, the earliest first. */
  periods({ volume, holder }: Omit<Wanted, 'period'>, span: Span): PeriodSums[] {
    const { first, last } = lifeOf(this.#volumes[volume]!)
    const of = { ...basisOf(this.#volumes[volume]!), holder }
    return statementsOf(of, periodsBetween(first, last, span)).map(
      ({ period, opening, income, claimed, closing, units }) => ({ period, opening, income, claimed, closing, units }),
    )
  }

  /** One pass over the ledger for each. */
  holders(volume: number, accounts: readonly Address[], period: Period): HolderSums[] {
    const basis = basisOf(this.#volumes[volume]!)
    return accounts.map((account) => {
      const { opening, income, claimed, closing, units } = statementOf({ ...basis, holder: account, period })
      return { account, opening, income, claimed, closing, units }
    })
  }

  /** The whole way of a payment: to the holders of the work, and of every work it builds on. */
  fates(volume: number, sequence: number): ToldFate[] {
    return wayOf(this.#volumes[volume]!, sequence)
  }

  origins(volume: number, sequence: number): ToldOrigin[] {
    const { ancestors, entries } = basisOf(this.#volumes[volume]!)
    return originsOf(ancestors, entries, sequence).map(({ entry, bySecond, amount }) => ({
      ...(entry && { event: entry.event, block: entry.block }),
      ...{ bySecond, amount },
    }))
  }

  csv(all: readonly Titled[]): string {
    return csvOf(all.map((wanted) => this.#documented(wanted)))
  }

  json(all: readonly Titled[]): string {
    return jsonOf(all.map((wanted) => this.#documented(wanted)))
  }

  #documented({ title, ...wanted }: Titled): Documented {
    const { chainId, pin, verdict, currency, works } = this.#volumes[wanted.volume]!
    const origins = { deployment: { chainId, contract: works[0]!.contract }, block: pin, verdict }
    return { statement: this.#statement(wanted), title, currency, origins }
  }

  /** The newest is kept: its rows are asked for one page after the other. */
  #statement(wanted: Wanted): Statement<Found> {
    const kept = this.#newest
    if (kept && isSame(kept.wanted, wanted)) return kept.statement
    const { volume, holder, period } = wanted
    const statement = statementOf({ ...basisOf(this.#volumes[volume]!), holder, period })
    this.#newest = { wanted, statement }
    return statement
  }
}

const isSame = (a: Wanted, b: Wanted) =>
  a.volume === b.volume && a.holder === b.holder && a.period.from === b.period.from && a.period.until === b.period.until

const tellable = ({ entry, ...row }: Row): TellableRow => ({
  ...row,
  event: entry?.event,
  block: entry?.block,
  transaction: entry?.log.transaction,
})

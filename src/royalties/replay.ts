import type { Claimed, LedgerEvent, Moved } from './ledger.ts'
import { wholeOf, partOf, type Ask } from './split.ts'
import { ALL_UNITS, INCOME, NATIVE, type Address } from './words.ts'
import { stampFault, type StampField } from './stamps.ts'

/** A ledger event and the block in which the chain has it. */
export interface Entry {
  readonly event: LedgerEvent
  readonly block: bigint
}

/** What one account has in one work. */
export interface HolderState {
  /** Millionths of a share. */
  units: bigint
  /** In 1e-16 of a currency unit: `units · income − debt` is due. */
  debt: bigint
  /** Ever paid out, in currency units. */
  claimed: bigint
}

export interface WorkState {
  /** Of all 100 shares together since mint, in 1e-8 of a currency unit. */
  income: bigint
  /** Ever paid out to all holders, in currency units. */
  claimed: bigint
  minted: bigint
  sequence: number
  readonly holders: Map<Address, HolderState>
}

/** What is due divided by this is payable in currency units. */
export const PAYABLE = INCOME * ALL_UNITS

/** Something no honest contract does. `at` counts entries from 0. */
export type Fault =
  | { kind: 'gap'; at: number; expected: number; found: number }
  | { kind: 'stampWrong'; at: number; field: StampField; expected: bigint; actual: bigint }
  | { kind: 'supplyWrong'; at: number; minted: bigint }
  | { kind: 'unitsMissing'; at: number; account: Address; held: bigint; moved: bigint }
  | { kind: 'claimTooHigh'; at: number; account: Address; claimed: bigint; payable: bigint }

export interface Replay {
  readonly state: WorkState
  readonly faults: readonly Fault[]
}

/** Called after each event with what it brought the work, in 1e-8 of a currency unit. */
export type Observer = (entry: Entry, income: bigint, state: WorkState) => void

/** In 1e-16 of a currency unit. */
export const dueOf = ({ units, debt }: Pick<HolderState, 'units' | 'debt'>, income: bigint): bigint =>
  units * income - debt

/** In currency units. Rounds: down; the rest stays due. */
export const payableOf = (holder: HolderState, income: bigint): bigint => {
  const due = dueOf(holder, income)
  return due > 0n ? due / PAYABLE : 0n
}

/**
 * Recomputes one work from its events, by arithmetic of its own. Deterministic: no clock, no network, nothing but the
 * entries, in ledger order, and the ancestors frozen at mint. Goes on after a fault, so that all of them are named.
 * Assumes: an address is spelled the same way everywhere.
 */
export function replay(ancestors: readonly Ask[], entries: Iterable<Entry>, observe?: Observer): Replay {
  const royalties = ancestors.reduce((sum, { royalty }) => sum + royalty, 0)
  const engine = new Engine(royalties)
  for (const entry of entries) {
    const income = engine.apply(entry)
    observe?.(entry, income, engine.state)
  }
  engine.end()
  return { state: engine.state, faults: engine.faults }
}

class Engine {
  readonly state: WorkState = { income: 0n, claimed: 0n, minted: 0n, sequence: 0, holders: new Map() }
  readonly faults: Fault[] = []
  readonly #royalties: number
  #before: Entry | undefined
  #anchor = 0n
  #at = -1
  #born = false

  constructor(royalties: number) {
    this.#royalties = royalties
  }

  /** What the event brought the work, in 1e-8 of a currency unit. */
  apply(entry: Entry): bigint {
    this.#at += 1
    this.#checkPlace(entry)
    const { event } = entry
    if (!this.#born && !(event.kind === 'Moved' && event.from === NATIVE)) this.#bear()
    switch (event.kind) {
      case 'Paid':
        return this.#earn(wholeOf(event.amount) - partOf(event.amount, this.#royalties))
      case 'Credited':
        return this.#earn(event.income)
      case 'Moved':
        this.#move(event)
        return 0n
      case 'Claimed':
        this.#claim(event)
        return 0n
    }
  }

  end(): void {
    if (!this.#born) this.#bear()
  }

  #checkPlace(entry: Entry): void {
    const { stamp } = entry.event
    const expected = this.state.sequence + 1
    if (stamp.sequence !== expected) this.#fault({ kind: 'gap', at: this.#at, expected, found: stamp.sequence })
    else {
      const wrong = stampFault(this.#before, entry, this.#anchor)
      if (wrong) this.#fault({ kind: 'stampWrong', at: this.#at, ...wrong })
    }
    this.state.sequence = stamp.sequence
    this.#anchor = stamp.sequence % 256 === 0 ? entry.block : stamp.anchorBlock
    this.#before = entry
  }

  /** The mint is over: exactly 100 shares exist from here on. */
  #bear(): void {
    this.#born = true
    if (this.state.minted !== ALL_UNITS)
      this.#fault({ kind: 'supplyWrong', at: Math.max(0, this.#at), minted: this.state.minted })
  }

  #earn(income: bigint): bigint {
    this.state.income += income
    return income
  }

  #move({ from, to, units }: Moved): void {
    const { income } = this.state
    if (from === NATIVE) {
      this.state.minted += units
      if (this.#born) this.#fault({ kind: 'supplyWrong', at: this.#at, minted: this.state.minted })
    } else {
      const giver = this.#holder(from)
      if (units > giver.units)
        this.#fault({ kind: 'unitsMissing', at: this.#at, account: from, held: giver.units, moved: units })
      giver.units -= units
      giver.debt -= units * income
    }
    const taker = this.#holder(to)
    taker.units += units
    taker.debt += units * income
  }

  #claim({ holder: account, amount }: Claimed): void {
    const holder = this.#holder(account)
    const payable = payableOf(holder, this.state.income)
    if (amount > payable) this.#fault({ kind: 'claimTooHigh', at: this.#at, account, claimed: amount, payable })
    holder.debt += amount * PAYABLE
    holder.claimed += amount
    this.state.claimed += amount
  }

  #holder(account: Address): HolderState {
    let holder = this.state.holders.get(account)
    if (!holder) this.state.holders.set(account, (holder = { units: 0n, debt: 0n, claimed: 0n }))
    return holder
  }

  #fault(fault: Fault): void {
    this.faults.push(fault)
  }
}

import { atOnce, flowing, Flows, ownOfFlow, turnOf, type FlowFault, type PayerEvent, type Turn } from './flows.ts'
import type { Fault } from './faults.ts'
import type { Claimed, LedgerEvent, Moved } from './ledger.ts'
import { wholeOf, partOf, type Ask } from './split.ts'
import { ALL_UNITS, INCOME, NATIVE, type Address } from './words.ts'
import { Requests, type RequestFault } from './requests.ts'
import { Running } from './running.ts'
import { stampFault } from './stamps.ts'

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
  /** Of all 100 shares together from mint to the newest event, or later, in 1e-8 of a currency unit. */
  income: bigint
  /** The same with what flows have paid for later seconds: what the contract has booked, whatever the time. */
  booked: bigint
  /** What flows bring, and until when. */
  readonly running: Running
  /** Money that waits for the delivery of keys. */
  readonly requests: Requests
  /** Ever paid out to all holders, in currency units. */
  claimed: bigint
  minted: bigint
  sequence: number
  readonly holders: Map<Address, HolderState>
}

/** What is due divided by this is payable in currency units. */
export const PAYABLE = INCOME * ALL_UNITS

export interface Replay {
  readonly state: WorkState
  readonly faults: readonly Fault[]
}

/**
 * Called for each event: before it with what flowed in since the event before, after it with what it brought itself. Both
 * in 1e-8 of a currency unit.
 */
export interface Observer {
  readonly flowed?: (income: bigint, until: number, state: WorkState) => void
  readonly happened?: (entry: Entry, income: bigint, state: WorkState) => void
}

/** No payment takes a work's booked income beyond this: what would is kept for the work's creator instead. */
export const MOST_INCOME = 2n ** 127n - 1n

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
 * entries, in ledger order, the ancestors frozen at mint, and the second up to which flows bring income (`until`; left
 * out: the newest event's). Goes on after a fault, so that all of them are named. Assumes: an address is spelled the same way everywhere.
 */
export function replay(
  ancestors: readonly Ask[],
  entries: Iterable<Entry>,
  { until, ...observer }: Observer & { readonly until?: number | undefined } = {},
): Replay {
  const royalties = ancestors.reduce((sum, { royalty }) => sum + royalty, 0)
  const engine = new Engine(royalties, observer)
  for (const entry of entries) engine.apply(entry)
  engine.end(until)
  return { state: engine.state, faults: engine.faults }
}

class Engine {
  readonly state: WorkState = {
    ...{ income: 0n, booked: 0n, claimed: 0n, minted: 0n, sequence: 0 },
    ...{ holders: new Map<Address, HolderState>(), running: new Running(), requests: new Requests() },
  }
  readonly faults: Fault[] = []
  /** Basis points of all ancestors together. */
  readonly #royalties: number
  readonly #observer: Observer
  readonly #flows = new Flows()
  #before: Entry | undefined
  #anchor = 0n
  #at = -1
  #born = false

  constructor(royalties: number, observer: Observer) {
    this.#royalties = royalties
    this.#observer = observer
  }

  apply(entry: Entry): void {
    this.#at += 1
    const before = this.#before?.event
    this.#checkPlace(entry)
    const { event } = entry
    if (!this.#born && !(event.kind === 'Moved' && event.from === NATIVE)) this.#bear()
    if (!this.state.running.still) this.#flow(event.stamp.time)
    const income = this.#happen(event, before)
    this.#observer.happened?.(entry, income, this.state)
  }

  end(until: number | undefined): void {
    if (!this.#born) this.#bear()
    if (until !== undefined) this.#flow(until)
  }

  /** Time passes: what flows bring meanwhile. */
  #flow(to: number): void {
    const { state } = this
    const income = state.running.advance(to)
    if (income === 0n) return
    state.income += income
    this.#observer.flowed?.(income, to, state)
  }

  /** What the event brought the work, in 1e-8 of a currency unit. */
  #happen(event: LedgerEvent, before: LedgerEvent | undefined): bigint {
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
      case 'FlowOpened':
      case 'FlowExtended':
      case 'FlowClosed':
        return this.#turnOwn(event)
      case 'FlowCredited':
        return this.#turn(event, event.income, event.stamp.time)
      case 'Accrued':
        return 0n
      case 'KeyRequested':
      case 'KeyDelivered':
      case 'KeyRefunded':
        this.#note(this.state.requests.apply(event, before))
        return 0n
    }
  }

  /** A payer's flow: the ancestors' parts of it are on their own chains. */
  #turnOwn(event: PayerEvent): bigint {
    this.#note(this.#flows.apply(event))
    const turn = turnOf(event)
    const rate = ownOfFlow(turn.rate, this.#royalties)
    return this.#turn({ ...turn, rate }, ownOfFlow(atOnce(turn), this.#royalties), event.stamp.time)
  }

  /** What comes in at once; never too much for the work: the contract refuses such a flow. */
  #turn({ rate, oldEnd, newEnd }: Omit<Turn, 'paid'>, income: bigint, now: number): bigint {
    const { state } = this
    state.running.turn(rate, oldEnd, newEnd, now)
    state.booked += flowing(rate, oldEnd, newEnd) + income
    state.income += income
    return income
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
    const { state } = this
    if (state.booked + income > MOST_INCOME) return 0n
    state.booked += income
    state.income += income
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

  #note(fault: FlowFault | RequestFault | undefined): void {
    if (fault) this.#fault({ at: this.#at, ...fault })
  }

  #fault(fault: Fault): void {
    this.faults.push(fault)
  }
}

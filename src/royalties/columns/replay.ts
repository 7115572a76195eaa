import { Accounts } from './accounts.ts'
import { numberAt, wordAt } from './bytes.ts'
import { eventAt, type Columns } from './columns.ts'
import { atOnce, flowing, Flows, ownOfFlow, turnOf, type PayerEvent, type Turn } from '../flows.ts'
import { KIND_ORDER, LAYOUTS } from './layouts.ts'
import { MOST_INCOME, PAYABLE, payableOf, type HolderState, type Replay, type WorkState } from '../replay.ts'
import { Requests } from '../requests.ts'
import { Running } from '../running.ts'
import { partOf, wholeOf, type Ask } from '../split.ts'
import { ALL_UNITS } from '../words.ts'

/**
 * What `replay` says of a whole ledger, found much faster, or `undefined` when it would say that anything is wrong: then it
 * is for `replay` to say what. Payments and credits between two movements of shares are only added up, number by number
 * of 32 bits; everything else is the arithmetic of the reference, on the bytes themselves. Assumes: sound columns.
 */
export function fastReplay(ancestors: readonly Ask[], columns: Columns, until?: number): Replay | undefined {
  const engine = new FastEngine(ancestors, columns)
  for (let i = 0; i < columns.length; i++) if (!engine.apply(i)) return undefined
  return engine.end(until) ? { state: engine.state(), faults: [] } : undefined
}

const [PAID, CREDITED, MOVED, CLAIMED] = ['Paid', 'Credited', 'Moved', 'Claimed'].map((kind) =>
  KIND_ORDER.indexOf(kind as (typeof KIND_ORDER)[number]),
)

/** Where each kind's sum stands among the words behind its stamp: a payment's third, a credit's second. */
const AMOUNT_OF_PAID = 3
const INCOME_OF_CREDITED = 2

class FastEngine {
  readonly #columns: Columns
  readonly #royalties: number
  /** What a currency unit paid brings the work itself, in 1e-8 of a currency unit. */
  readonly #own: bigint
  readonly #paid = new Sum()
  readonly #credited = new Sum()
  readonly #accounts = new Accounts()
  /** By number, in the order in which they first had something to do with shares. */
  readonly #holders = new Map<number, HolderState>()
  readonly #native: number
  readonly #flows = new Flows()
  readonly #requests = new Requests()
  readonly #running = new Running()
  #income = 0n
  #booked = 0n
  #claimed = 0n
  #minted = 0n
  #born = false
  #anchor = 0
  #time = 0

  constructor(ancestors: readonly Ask[], columns: Columns) {
    this.#columns = columns
    this.#royalties = ancestors.reduce((sum, { royalty }) => sum + royalty, 0)
    this.#own = wholeOf(1n) - partOf(1n, this.#royalties)
    this.#native = this.#accounts.numberOf(new Uint8Array(20), 0)
  }

  /** `false`: something is wrong with event i. */
  apply(i: number): boolean {
    const { kinds, starts, words } = this.#columns
    const kind = kinds[i]!
    const first = 32 * starts[i]!
    const stamp = first + 32 * LAYOUTS[kind]!.topics
    if (!this.#isPlaced(i, stamp)) return false
    const mints = kind === MOVED && this.#accounts.numberOf(words, first + 12) === this.#native
    if (mints ? this.#born : !this.#isBorn()) return false
    switch (kind) {
      case PAID:
        this.#paid.add(words, stamp + 32 * AMOUNT_OF_PAID)
        return true
      case CREDITED:
        this.#credited.add(words, stamp + 32 * INCOME_OF_CREDITED)
        return true
      case MOVED:
        return this.#settle() && this.#move(first, wordAt(words, stamp + 32))
      case CLAIMED:
        return this.#settle() && this.#claim(this.#accounts.numberOf(words, first + 12), wordAt(words, stamp + 32))
      default:
        return this.#settle() && this.#applyRare(i)
    }
  }

  end(until: number | undefined): boolean {
    if (!this.#isBorn() || !this.#settle()) return false
    if (until !== undefined) this.#income += this.#running.advance(until)
    return true
  }

  /** Assumes: everything is settled. */
  state(): WorkState {
    const holders = [...this.#holders].map(([account, holder]) => [this.#accounts.nameOf(account), holder] as const)
    return {
      ...{ income: this.#income, booked: this.#booked, claimed: this.#claimed, minted: this.#minted },
      ...{ sequence: this.#columns.length, running: this.#running, requests: this.#requests },
      holders: new Map(holders),
    }
  }

  /** Sequence, pointers and time, as `stampFault` wants them. */
  #isPlaced(i: number, stamp: number): boolean {
    const { words, blocks } = this.#columns
    const before = i === 0 ? 0 : blocks[i - 1]!
    const block = blocks[i]!
    const time = numberAt(words, stamp + 22, 5)
    if (numberAt(words, stamp + 18, 4) !== i + 1 || numberAt(words, stamp + 27, 5) !== before) return false
    if (numberAt(words, stamp + 13, 5) !== this.#anchor) return false
    if (i > 0 && block === before ? time !== this.#time : time < this.#time) return false
    if ((i + 1) % 256 === 0) this.#anchor = block
    this.#time = time
    return true
  }

  /** The mint ends with the first other event. */
  #isBorn(): boolean {
    return (this.#born ||= this.#minted === ALL_UNITS)
  }

  /** Brings the income up to this event. `false`: the most was reached somewhere on the way. */
  #settle(): boolean {
    const income = this.#paid.take() * this.#own + this.#credited.take()
    this.#booked += income
    this.#income += income
    if (!this.#running.still) this.#income += this.#running.advance(this.#time)
    return this.#booked <= MOST_INCOME
  }

  #move(first: number, units: bigint): boolean {
    const { words } = this.#columns
    const [from, to] = [this.#accounts.numberOf(words, first + 12), this.#accounts.numberOf(words, first + 44)]
    const moved = units * this.#income
    if (from === this.#native) this.#minted += units
    else {
      const giver = this.#holder(from)
      if (units > giver.units) return false
      giver.units -= units
      giver.debt -= moved
    }
    const taker = this.#holder(to)
    taker.units += units
    taker.debt += moved
    return true
  }

  #claim(account: number, amount: bigint): boolean {
    const holder = this.#holder(account)
    if (amount > payableOf(holder, this.#income)) return false
    holder.debt += amount * PAYABLE
    holder.claimed += amount
    this.#claimed += amount
    return true
  }

  /** Flows and keys: too few of them to be worth a path of their own. */
  #applyRare(i: number): boolean {
    const event = eventAt(this.#columns, i)
    switch (event.kind) {
      case 'FlowOpened':
      case 'FlowExtended':
      case 'FlowClosed':
        return this.#turnOwn(event)
      case 'FlowCredited':
        this.#turn(event, event.income)
        return true
      case 'KeyRequested':
      case 'KeyDelivered':
      case 'KeyRefunded':
        return this.#requests.apply(event, i === 0 ? undefined : eventAt(this.#columns, i - 1)) === undefined
      default:
        return event.kind === 'Accrued'
    }
  }

  #turnOwn(event: PayerEvent): boolean {
    if (this.#flows.apply(event)) return false
    const turn = turnOf(event)
    this.#turn({ ...turn, rate: ownOfFlow(turn.rate, this.#royalties) }, ownOfFlow(atOnce(turn), this.#royalties))
    return true
  }

  #turn({ rate, oldEnd, newEnd }: Omit<Turn, 'paid'>, income: bigint): void {
    this.#running.turn(rate, oldEnd, newEnd, this.#time)
    this.#booked += flowing(rate, oldEnd, newEnd) + income
    this.#income += income
  }

  #holder(account: number): HolderState {
    let holder = this.#holders.get(account)
    if (!holder) this.#holders.set(account, (holder = { units: 0n, debt: 0n, claimed: 0n }))
    return holder
  }
}

/** A sum of words of 32 bytes. */
class Sum {
  /** Eight numbers of 32 bits, the highest first, each summed up by itself: exact for 2^21 words. */
  readonly #parts = new Float64Array(8)
  #left = MOST_ADDED
  #whole = 0n
  #empty = true

  add(words: Uint8Array, at: number): void {
    this.#empty = false
    for (let i = 0; i < 8; i++) {
      const byte = at + 4 * i
      const part = (words[byte]! << 24) | (words[byte + 1]! << 16) | (words[byte + 2]! << 8) | words[byte + 3]!
      this.#parts[i]! += part >>> 0
    }
    if (--this.#left === 0) this.#carry()
  }

  /** What was added since the last time. */
  take(): bigint {
    if (this.#empty) return 0n
    this.#carry()
    const whole = this.#whole
    this.#whole = 0n
    this.#empty = true
    return whole
  }

  #carry(): void {
    let sum = 0n
    // Most sums need two of the eight.
    for (let i = this.#parts.findIndex((part) => part !== 0); i >= 0 && i < 8; i++)
      sum = (sum << 32n) + BigInt(this.#parts[i]!)
    this.#whole += sum
    this.#parts.fill(0)
    this.#left = MOST_ADDED
  }
}

const MOST_ADDED = 2 ** 21

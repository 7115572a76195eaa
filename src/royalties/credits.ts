import { atOnce, partOfFlow, turnOf, type PayerEvent } from './flows.ts'
import type { Credited, FlowCredited, LedgerEvent, Paid } from './ledger.ts'
import { MOST_INCOME } from './replay.ts'
import { partOf, wholeOf, type Ask } from './split.ts'
import type { WorkId } from './words.ts'

/** One work as far as the cascade is concerned. The events may be gone through several times. */
export interface Ledger {
  readonly work: WorkId
  readonly ancestors: readonly Ask[]
  /** What was paid here: of each, ancestors get their parts. */
  readonly sources: Iterable<Source>
  /** What arrived here of the payments of others. */
  readonly credits: Iterable<Credit>
}

/** The events of a ledger that pass something on, and those that take it up. */
export const SOURCES = ['Paid', 'FlowOpened', 'FlowExtended', 'FlowClosed'] as const
export const CREDITS = ['Credited', 'FlowCredited'] as const

export const ledgerOf = (work: WorkId, ancestors: readonly Ask[], events: readonly LedgerEvent[]): Ledger => ({
  work,
  ancestors,
  sources: events.filter((event): event is Source => (SOURCES as readonly string[]).includes(event.kind)),
  credits: events.filter((event): event is Credit => (CREDITS as readonly string[]).includes(event.kind)),
})

/** A credit that is not the part of the payment it names, or a part that never arrived. Incomes in 1e-8. */
export type CreditFault =
  /** The source has no such payment. */
  | { kind: 'creditWithoutPayment'; work: WorkId; sequence: number; source: WorkId; sourceSequence: number }
  /** `field`: what differs; rates in 1e-8 of a currency unit a second, ends in Unix seconds. */
  | {
      kind: 'splitWrong'
      work: WorkId
      sequence: number
      source: WorkId
      sourceSequence: number
      field: keyof Part
      expected: bigint
      actual: bigint
    }
  /** The ancestor's ledger has no credit for this payment; `sequence` is the payment's. */
  | { kind: 'creditMissing'; work: WorkId; sequence: number; ancestor: WorkId; expected: bigint }

/** What an ancestor's event has to say. Only flows have more than `income`. */
interface Part {
  readonly income: bigint
  readonly rate: bigint
  readonly oldEnd: bigint
  readonly newEnd: bigint
}

type Source = Paid | PayerEvent
type Credit = Credited | FlowCredited

/** Checks credits and payments of all given works against each other; works that were not given are not judged. */
export function creditFaults(ledgers: readonly Ledger[]): CreditFault[] {
  const given = new Map(ledgers.map((ledger) => [ledger.work, ledger]))
  const known = new Map<WorkId, Indexed>()
  // Most works have nobody above or below them: an index is made when somebody asks.
  const find: Find = (work) => {
    const ledger = given.get(work)
    let indexed = known.get(work)
    if (ledger && !indexed) known.set(work, (indexed = index(ledger)))
    return indexed
  }
  return ledgers.flatMap((ledger) => [...wrongCredits(ledger, find), ...missingCredits(ledger, find)])
}

/** `undefined`: a work that was not given. */
type Find = (work: WorkId) => Indexed | undefined

interface Indexed {
  readonly ancestors: ReadonlyMap<WorkId, number>
  readonly payments: ReadonlyMap<number, Source>
  /** `source/sourceSequence` of every credit. */
  readonly credited: ReadonlySet<string>
  /** At least as much as the contract ever booked for it, in 1e-8 of a currency unit. */
  readonly most: bigint
}

function index({ ancestors, sources, credits }: Ledger): Indexed {
  const payments = new Map<number, Source>()
  const credited = new Set<string>()
  let most = 0n
  for (const event of sources) {
    payments.set(event.stamp.sequence, event)
    most += event.kind === 'Paid' ? wholeOf(event.amount) : wholeOf(turnOf(event).paid)
  }
  for (const event of credits) {
    credited.add(`${event.source}/${event.sourceSequence}`)
    const { income, rate, oldEnd, newEnd } = creditOf(event)
    most += income + rate * (newEnd - oldEnd)
  }
  return { ancestors: new Map(ancestors.map(({ work, royalty }) => [work, royalty])), payments, credited, most }
}

function wrongCredits({ work, credits }: Ledger, find: Find): CreditFault[] {
  const faults: CreditFault[] = []
  const seen = new Set<string>()
  for (const event of credits) {
    const { source, sourceSequence } = event
    const from = find(source)
    if (!from) continue
    const place = { work, sequence: event.stamp.sequence, source, sourceSequence }
    const key = `${source}/${sourceSequence}`
    const payment = from.payments.get(sourceSequence)
    const royalty = from.ancestors.get(work)
    const matches = payment && (payment.kind === 'Paid') === (event.kind === 'Credited')
    if (!matches || royalty === undefined || seen.has(key)) faults.push({ kind: 'creditWithoutPayment', ...place })
    else
      faults.push(...differences(expectedOf(payment, royalty), creditOf(event)).map((each) => ({ ...place, ...each })))
    seen.add(key)
  }
  return faults
}

function expectedOf(payment: Source, royalty: number): Part {
  if (payment.kind === 'Paid') return plain(partOf(payment.amount, royalty))
  const turn = turnOf(payment)
  const [income, rate] = [partOfFlow(atOnce(turn), royalty), partOfFlow(turn.rate, royalty)]
  return { income, rate, oldEnd: BigInt(turn.oldEnd), newEnd: BigInt(turn.newEnd) }
}

function creditOf(event: Credit): Part {
  if (event.kind === 'Credited') return plain(event.income)
  const { income, rate, oldEnd, newEnd } = event
  return { income, rate, oldEnd: BigInt(oldEnd), newEnd: BigInt(newEnd) }
}

const plain = (income: bigint): Part => ({ income, rate: 0n, oldEnd: 0n, newEnd: 0n })

const differences = (expected: Part, actual: Part) =>
  (['income', 'rate', 'oldEnd', 'newEnd'] as const)
    .filter((field) => expected[field] !== actual[field])
    .map((field) => ({ kind: 'splitWrong', field, expected: expected[field], actual: actual[field] }) as const)

function missingCredits({ work, ancestors, sources }: Ledger, find: Find): CreditFault[] {
  const faults: CreditFault[] = []
  const above = ancestors.flatMap((ask) => {
    const there = find(ask.work)
    return there ? [{ ...ask, there }] : []
  })
  if (above.length === 0) return []
  for (const event of sources) {
    const { sequence } = event.stamp
    for (const { work: ancestor, royalty, there } of above) {
      if (there.credited.has(`${work}/${sequence}`)) continue
      const { income, rate, oldEnd, newEnd } = expectedOf(event, royalty)
      const expected = income + rate * (newEnd - oldEnd)
      // A work whose income is at its limit takes no more, and its ledger is silent about it.
      if (there.most + expected > MOST_INCOME) continue
      faults.push({ kind: 'creditMissing', work, sequence, ancestor, expected })
    }
  }
  return faults
}

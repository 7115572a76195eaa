import { ownOfFlow } from '../flows.ts'
import type { Entry } from '../replay.ts'
import { partOf, wholeOf, type Ask } from '../split.ts'
import type { Section } from './fold.ts'
import { ALL_UNITS, BASIS_POINTS, Usage, type WorkId } from '../words.ts'

/** Income of one kind. In 1e-16 of a currency unit. */
export interface Earning {
  /** `undefined`: paid for a descendant whose history is not known. */
  readonly usage: Usage | undefined
  /** The work that was paid: this one, or a descendant. */
  readonly source: WorkId
  readonly income: bigint
  /** How many payments; what comes by the second has none. */
  readonly payments: number
}

/** `whole = Σ up + spilled + kept`, exactly. In 1e-16 of a currency unit, or of 100 shares in 1e-8. */
export interface PaidIn {
  /** All that was paid to this work itself, by the payment and by the second. */
  readonly whole: bigint
  /** What of it went to each ancestor. */
  readonly up: readonly { readonly work: WorkId; readonly income: bigint }[]
  /** Beyond the most a work's income can be; the contract keeps it for the payers. Nothing, for any honest work. */
  readonly spilled: bigint
  /** What of it stayed with the holders of this work. */
  readonly kept: bigint
}

export function sumsOf<E extends Entry>(work: WorkId, { lines, tributaries }: Section<E>) {
  const earnings = new Map<string, Earning>()
  let income = 0n
  let claimed = 0n
  const earn = (usage: Usage | undefined, source: WorkId, sum: bigint, payments: number) => {
    income += sum
    const key = `${usage}/${source}`
    const before = earnings.get(key)
    const together = { income: (before?.income ?? 0n) + sum, payments: (before?.payments ?? 0) + payments }
    earnings.set(key, { usage, source, ...together })
  }
  for (const line of lines) {
    const { entry, change } = line
    // Shares that moved; and of events that bring nothing nobody needs to know more.
    if (change === 0n) continue
    const { event } = entry
    if (event.kind === 'Claimed') claimed -= change
    else if (event.kind === 'Paid') earn(event.usage, work, change, 1)
    else if (event.kind === 'Credited') earn(line.payment?.usage, event.source, change, 1)
  }
  for (const { source, income: sum } of tributaries) earn(Usage.Flow, source, sum, 0)
  const all = [...earnings.values()]
  return {
    earnings: all,
    byUsage: added(all, ({ usage }) => usage),
    bySource: added(all, ({ source }) => source),
    income,
    claimed,
  }
}

function added<Key>(earnings: readonly Earning[], keyOf: (earning: Earning) => Key): ReadonlyMap<Key, bigint> {
  const sums = new Map<Key, bigint>()
  for (const earning of earnings) sums.set(keyOf(earning), (sums.get(keyOf(earning)) ?? 0n) + earning.income)
  return sums
}

/** Assumes: the section is that of all 100 shares. */
export function paidInOf<E extends Entry>(ancestors: readonly Ask[], { lines, tributaries }: Section<E>): PaidIn {
  const asked = ancestors.reduce((sum, { royalty }) => sum + royalty, 0)
  let amount = 0n
  let kept = 0n
  for (const { entry, change } of lines)
    if (entry.event.kind === 'Paid') {
      amount += entry.event.amount
      kept += change
    }
  const lumps = wholeOf(amount) * ALL_UNITS
  let flowed = 0n
  for (const { payer, income } of tributaries) if (payer !== undefined) flowed += income
  // Exact: what flows, and so the work's part of it, is a whole number of ten thousandths.
  const flows = (flowed * BASIS_POINTS) / ownOfFlow(BASIS_POINTS, asked)
  const up = ancestors.map(({ work: ancestor, royalty }) => ({
    work: ancestor,
    income: partOf(amount, royalty) * ALL_UNITS + (flows * BigInt(royalty)) / BASIS_POINTS,
  }))
  const passed = up.reduce((sum, { income }) => sum + income, 0n)
  const whole = lumps + flows
  return { whole, up, spilled: whole - passed - kept - flowed, kept: kept + flowed }
}

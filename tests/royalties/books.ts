/** Ledgers for tests of statements: written by hand, or honest ones by chance. */
import { HOUR } from '../../src/royalties/flows.ts'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { payableOf, replay, type Entry } from '../../src/royalties/replay.ts'
import type { Ask } from '../../src/royalties/split.ts'
import { INCOME, NATIVE, SHARE, Usage, workId, type Address, type Hex } from '../../src/royalties/words.ts'

export const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
export const work = workId(1)
export const remix = workId(9)
const ref: Hex = `0x${'00'.repeat(32)}`

/** An event without its place, which follows from where it stands. */
export type Told = LedgerEvent extends infer E ? (E extends LedgerEvent ? Omit<E, 'work' | 'stamp'> : never) : never
/** At which second, and what. */
export type Timed = readonly [time: number, event: Told]
export interface Logged extends Entry {
  readonly log: { readonly transaction: Hex }
}

/** One event a block. */
export const ledger = (told: readonly Timed[]): Logged[] =>
  told.map(([time, event], i) => {
    const stamp = { anchorBlock: 0n, sequence: i + 1, time, previousBlock: BigInt(i) }
    const transaction: Hex = `0x${(i + 1).toString(16).padStart(64, '0')}`
    return { event: { ...event, work, stamp }, block: BigInt(i + 1), log: { transaction } }
  })

export const moved = (from: Address, to: Address, units: bigint): Told => ({ kind: 'Moved', from, to, units })
export const paid = (amount: bigint, usage: Usage = Usage.Play, payer = account(50)): Told => ({
  ...{ kind: 'Paid', payer, beneficiary: payer, usage, units: 1n, amount, ref },
})
export const credited = (income: bigint, sourceSequence: number): Told => ({
  ...{ kind: 'Credited', source: remix, sourceSequence, income },
})
export const claimed = (holder: Address, amount: bigint): Told => ({ kind: 'Claimed', holder, amount })
export const opened = (payer: Address, rate: bigint, end: number, time: number): Told => ({
  ...{ kind: 'FlowOpened', payer, rate, end },
  deposit: (rate * BigInt(end - time) + INCOME - 1n) / INCOME,
})
const passedOn = (rate: bigint, newEnd: number, time: number, income: bigint): Told => ({
  ...{ kind: 'FlowCredited', source: remix, sourceSequence: 1, rate, oldEnd: time, newEnd, income },
})

type Roll = (below: number) => number

/** An honest ledger of four holders: claims take all there is, nobody moves what is not there, time passes unevenly. */
export function honest(roll: Roll, ancestors: readonly Ask[], steps = 40): Logged[] {
  const told: Timed[] = [
    [10, moved(NATIVE, account(1), 60n * SHARE)],
    [10, moved(NATIVE, account(2), 40n * SHARE)],
  ]
  let time = 10
  for (let step = 0; step < steps; step++) {
    time += roll(3) === 0 ? 0 : roll(5) === 0 ? roll(5 * HOUR) : roll(900)
    const event = actOf(roll, told, ancestors, time)
    if (event) told.push([time, event])
  }
  return ledger(told)
}

function actOf(roll: Roll, told: readonly Timed[], ancestors: readonly Ask[], time: number): Told | undefined {
  const { state } = replay(ancestors, ledger(told), { until: time })
  const [from, to] = [account(1 + roll(4)), account(1 + roll(4))]
  const end = (Math.floor(time / HOUR) + 2 + roll(6)) * HOUR
  const rate = 10_000n * BigInt(1 + roll(1e9))
  switch (roll(7)) {
    case 0: {
      const holder = state.holders.get(from)
      const amount = holder ? payableOf(holder, state.income) : 0n
      return amount > 0n ? claimed(from, amount) : undefined
    }
    case 1: {
      const units = (state.holders.get(from)?.units ?? 0n) / BigInt(1 + roll(4))
      return units > 0n && from !== to ? moved(from, to, units) : undefined
    }
    case 2:
      return credited(BigInt(1 + roll(1e9)), told.length)
    case 3:
      // A payer of its own each time: whether flows follow each other rightly is not what is tested here.
      return opened(account(100 + told.length), rate, end, time)
    case 4:
      return passedOn(rate, end, time, BigInt(roll(1e6)))
    default:
      return paid(BigInt(1 + roll(1e9)), roll(2) ? Usage.Play : Usage.Tip)
  }
}

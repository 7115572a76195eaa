import { dueOf, PAYABLE, payableOf, type WorkState } from '../royalties/replay.ts'
import type { Address } from '../royalties/words.ts'
import type { Held, WorkFacts } from './evidence.ts'
import type { Finding, Place } from './findings.ts'

/** One holder's equation. Units in millionths of a share; `due` in 1e-16 of a currency unit; the rest in currency units. */
export interface HolderRow {
  readonly account: Address
  readonly units: bigint
  /** Earned since mint, in 1e-16 of a currency unit: what is due and what was paid out. */
  readonly earned: bigint
  readonly claimed: bigint
  readonly due: bigint
  /** Rounded down. */
  readonly claimable: bigint
  /** What the contract says, or what its proven storage makes it say; `undefined`: neither could be had. */
  readonly onChain: Held | undefined
  /** Recomputed less on chain, in currency units. */
  readonly difference: bigint | undefined
}

/** Everybody who ever held a share, the largest first. */
export function holderRows(state: WorkState, held: readonly Held[]): HolderRow[] {
  const onChain = new Map(held.map((each) => [each.account.toLowerCase(), each]))
  const rows = [...state.holders].map(([account, holder]): HolderRow => {
    const due = dueOf(holder, state.income)
    const claimable = payableOf(holder, state.income)
    const told = onChain.get(account.toLowerCase())
    const sums = { units: holder.units, claimed: holder.claimed, earned: due + holder.claimed * PAYABLE }
    return { account, ...sums, due, claimable, onChain: told, difference: told && claimable - told.claimable }
  })
  return rows.sort((a, b) => (a.units === b.units ? compare(b.earned, a.earned) : compare(b.units, a.units)))
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)

/** Differences between the recomputed and the contract's, to the last 1e-16 of a currency unit. */
export function heldFindings(
  { work, income }: WorkFacts,
  rows: readonly HolderRow[],
  cause: Place | undefined,
): Finding[] {
  return rows.flatMap(({ account, units, due, claimable, onChain }) => {
    if (!onChain) return []
    const findings: Finding[] = []
    const note = (kind: 'balanceDiffers' | 'dueDiffers', recomputed: bigint, told: bigint) => {
      if (recomputed !== told) findings.push({ kind, work, account, recomputed, onChain: told, cause })
    }
    note('balanceDiffers', units, onChain.units)
    note('dueDiffers', due, dueOf(onChain, income))
    // The contract's view of the same must agree with its own storage: down to whole currency units, told as the rest is.
    if (findings.length === 0) note('dueDiffers', claimable * PAYABLE, onChain.claimable * PAYABLE)
    return findings
  })
}

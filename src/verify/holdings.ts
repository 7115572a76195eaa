import { payableOf } from '../royalties/replay.ts'
import type { Address } from '../royalties/words.ts'
import { each } from './each.ts'
import type { Evidence, Held } from './evidence.ts'
import type { LedgerReader } from './reader.ts'
import { provenOf } from './state/proven.ts'

/** Holders whose balances are asked for one by one, two calls each. */
export const MOST_VIEWS = 64

export interface Views {
  readonly holdings: readonly Held[]
  /** Why some are missing. */
  readonly failed?: unknown
}

/** What the contract's views say each account has. Rejects only when aborted. */
export async function askHoldings(
  reader: LedgerReader,
  { subject, pin }: Pick<Evidence, 'subject' | 'pin'>,
  accounts: readonly Address[],
  signal?: AbortSignal,
): Promise<Views> {
  let failed: unknown
  const held = await each(accounts, async (account) => {
    signal?.throwIfAborted()
    try {
      return await reader.holding(subject, account, pin)
    } catch (error) {
      failed = error
      return undefined
    }
  })
  signal?.throwIfAborted()
  return { holdings: held.filter((one) => one !== undefined), failed }
}

/**
 * The same out of proven storage, for as many as are in the proof: the code computes its views from nothing else, and is part
 * of what `check` holds against the proof. Spares an RPC thousands of calls.
 */
export function holdingsIn(
  evidence: Omit<Evidence, 'holdings' | 'clues' | 'doubts'>,
  accounts: readonly Address[],
): Held[] {
  const asked = accounts.map((account): Held => ({ account, units: 0n, debt: 0n, claimable: 0n }))
  const proven = provenOf({ ...evidence, holdings: asked })
  const work = proven.ok ? proven.value.works.get(evidence.subject) : undefined
  const income = work?.flowing?.income
  if (!work || income === undefined) return []
  return accounts.flatMap((account): Held[] => {
    const holding = work.holdings.get(account)
    return holding ? [{ account, ...holding, claimable: payableOf({ ...holding, claimed: 0n }, income) }] : []
  })
}

import type { TransactionReceipt } from 'viem'

/** What one endpoint says of a transaction. */
export interface Sight {
  /** The chain has used the transaction's number. Asked before the receipt, which so cannot be younger. */
  readonly passed: boolean
  /** Of any of its versions. */
  readonly receipt: TransactionReceipt | undefined
}

export type Verdict =
  | { readonly kind: 'landed'; readonly receipt: TransactionReceipt }
  | { readonly kind: 'reverted'; readonly receipt: TransactionReceipt }
  /** Another transaction has its number. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'open' }

/**
 * Good news needs one witness, bad news all that answer: whoever believes too early that nothing was paid pays twice;
 * whoever believes it too late has only waited.
 */
export function verdictOf(sights: readonly Sight[]): Verdict {
  const receipts = sights.flatMap(({ receipt }) => receipt ?? [])
  const landed = receipts.find(({ status }) => status === 'success')
  if (landed) return { kind: 'landed', receipt: landed }
  if (sights.length === 0 || !sights.every(({ passed, receipt }) => passed || receipt)) return { kind: 'open' }
  const [reverted] = receipts
  if (!reverted) return { kind: 'gone' }
  return receipts.length === sights.length ? { kind: 'reverted', receipt: reverted } : { kind: 'open' }
}

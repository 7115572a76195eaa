import { createSubscriber } from 'svelte/reactivity'
import type { Work } from '../chain/tributary.ts'

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1_000)
  return () => clearInterval(timer)
})

/** The time in Unix seconds. What reads it while drawing is drawn anew each second; one timer for the page, if any. */
export function secondsNow(): number {
  subscribe()
  return Math.floor(Date.now() / 1_000)
}

/**
 * What flows have brought a work since it was read, in 1e-8 of a currency unit: an estimate between two readings, because
 * a flow may end meanwhile, but never more than the flows have paid in advance.
 */
export function flowedSince({ flowRate, prepaid }: Pick<Work, 'flowRate' | 'prepaid'>, read: number): bigint {
  if (flowRate === 0n) return 0n
  const flowed = flowRate * BigInt(Math.max(0, secondsNow() - read))
  return flowed < prepaid ? flowed : prepaid
}

/**
 * Digits after the point, so that about each second the last one changes; at least six. `perSecond` in 10^-`decimals` of
 * the currency.
 */
export const tickingPlaces = (perSecond: bigint, decimals: number): number =>
  perSecond === 0n ? 6 : Math.max(6, decimals + 1 - String(perSecond).length)

/** How often what flows is read anew, so that the estimate between readings stays short. */
export const READ_AGAIN_MS = 30_000

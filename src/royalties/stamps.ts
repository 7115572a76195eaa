import type { Entry } from './replay.ts'

export type StampField = 'previousBlock' | 'anchorBlock' | 'time'

export interface StampFault {
  readonly field: StampField
  readonly expected: bigint
  readonly actual: bigint
}

/**
 * Whether a stamp fits the event before it. `anchor`: block of the newest event before it whose sequence is a multiple of
 * 256. Time never falls, and one block has one time; then `expected` is the time of the event before.
 */
export function stampFault(before: Entry | undefined, { event, block }: Entry, anchor: bigint): StampFault | undefined {
  const { previousBlock, anchorBlock, time } = event.stamp
  const previous = before?.block ?? 0n
  if (previousBlock !== previous) return { field: 'previousBlock', expected: previous, actual: previousBlock }
  if (anchorBlock !== anchor) return { field: 'anchorBlock', expected: anchor, actual: anchorBlock }
  const earlier = before?.event.stamp.time ?? 0
  const fits = before?.block === block ? time === earlier : time >= earlier
  return fits ? undefined : { field: 'time', expected: BigInt(earlier), actual: BigInt(time) }
}

export const SLOWEST = 0.5
export const FASTEST = 3
/** Those a step goes through. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

/** The next of the speeds in this direction, or the same at the end. */
export function faster(rate: number, by: 1 | -1): number {
  const next = by > 0 ? SPEEDS.find((each) => each > rate + 0.001) : SPEEDS.findLast((each) => each < rate - 0.001)
  return next ?? rate
}

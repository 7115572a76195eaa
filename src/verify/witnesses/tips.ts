import type { Pin } from '../evidence.ts'
import type { Heard } from './hear.ts'

/** Seconds that an RPC may be late and still be waited for, by verifying at its newest block. */
const LATE = 60
/** Seconds that a clock may be wrong: a block of a later time is made up, so that all others look late. */
const SOON = 900

/** Where all are of the future, it is the clock that is wrong, or a chain for trying things out. */
export function timely<P extends Pin>(tips: readonly Heard<P>[]): readonly Heard<P>[] {
  const limit = Date.now() / 1000 + SOON
  const early = (tip: Heard<P>) => tip.ok && tip.value.time > limit
  if (!tips.some((tip) => tip.ok && !early(tip))) return tips
  const detail = 'Its newest block is of a time that has not come'
  return tips.map((tip) => (early(tip) ? { witness: tip.witness, ok: false, detail, forged: true } : tip))
}

interface Tip extends Pin {
  readonly operator: string
}

/**
 * Two operators are no majority against each other: then the one that is far behind is left behind. One whose
 * newest block is of this very minute is not: else whoever makes up blocks of the next minutes would be the only one who
 * has them. `now`: Unix seconds.
 */
export function heightOf(tips: readonly Tip[], now = Date.now() / 1000): bigint {
  const falling = tips.toSorted((a, b) => (a.number < b.number ? 1 : -1))
  const newest = falling.filter(({ operator }, i) => falling.findIndex((tip) => tip.operator === operator) === i)
  const most = newest[newest.length >> 1]!
  const late = newest.length === 2 && newest[0]!.time - most.time > LATE && Math.abs(now - most.time) > LATE
  const from = late ? newest[0]! : most
  const near = falling.filter(({ number, time }) => number <= from.number && from.time - time <= LATE)
  return near.at(-1)!.number
}

import type { Hex } from '../../royalties/words.ts'
import type { Pin } from '../evidence.ts'
import type { Heard } from './hear.ts'
import { countOperators } from './operator.ts'
import type { Shown } from './shown.ts'
import type { Witness } from './words.ts'

/** Alike for two blocks of which the same is told. */
export const nameOf = ({ number, hash, time }: Pin): string => `${hash} ${number} ${time}`

/**
 * What most operators show; the first of them where as many show something else. `hash`: of a proven block, which outweighs them.
 * Number and time that only somebody's word stands for do not count beside those that were hashed.
 */
export function mostAlike(shown: readonly Heard<Shown>[], hash: Hex | undefined): Shown | undefined {
  const alike = new Map<string, { pin: Shown; by: Witness[] }>()
  for (const each of shown) {
    if (!each.ok) continue
    const group = alike.get(nameOf(each.value)) ?? { pin: each.value, by: [] }
    group.by.push(each.witness)
    alike.set(nameOf(each.value), group)
  }
  const groups = [...alike.values()]
  const hashed = new Set(groups.flatMap(({ pin }) => (pin.hashed ? [pin.hash] : [])))
  const sound = groups.filter(({ pin }) => pin.hashed || !hashed.has(pin.hash))
  const proven = sound.find(({ pin }) => pin.hash === hash)
  return (proven ?? sound.toSorted((a, b) => countOperators(b.by) - countOperators(a.by))[0])?.pin
}

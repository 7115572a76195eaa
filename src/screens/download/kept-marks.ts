/** Which works are kept here whole, in a place that a list of works can read at once. */
import type { Kept } from '../../storage/keep.ts'

const PLACE = 'tributary.kept'

export function markKept(kept: readonly Kept[]): void {
  const ids = kept.filter(({ complete }) => complete).map(({ id }) => id)
  try {
    localStorage.setItem(PLACE, JSON.stringify(ids))
  } catch {
    // Storage is full or forbidden: lists show no mark, the work's page still does.
  }
}

export function isMarkedKept(id: string): boolean {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]')
    return Array.isArray(found) && found.includes(id)
  } catch {
    return false
  }
}

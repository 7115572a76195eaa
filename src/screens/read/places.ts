/** Where somebody stopped reading, for each file of each work. What a reader needs to find the place again is its own. */

const PLACE = 'tributary.read'
/** Places of other files are forgotten beyond this many, the oldest first. */
const MOST = 200

type Kept = Record<string, unknown>

/** What is kept under `key`; undefined where there is nothing, or it is not what `fits` knows. */
export function placeOf<T>(key: string, fits: (value: unknown) => value is T): T | undefined {
  const value = all()[key]
  return fits(value) ? value : undefined
}

export function keepPlace(key: string, value: unknown): void {
  const { [key]: _, ...others } = all()
  const kept = Object.entries({ ...others, [key]: value }).slice(-MOST)
  try {
    localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(kept)))
  } catch {
    // Storage is full or forbidden: the place holds for this visit.
  }
}

function all(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '{}')
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Kept) : {}
  } catch {
    return {}
  }
}

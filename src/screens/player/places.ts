/** Where somebody stopped in long works, in this browser. */

export interface Place {
  /** Seconds. */
  readonly at: number
  readonly duration: number
  /** Unix ms. */
  readonly when: number
}
export type Places = Readonly<Record<string, Place>>

/** Shorter works begin at their beginning. Seconds. */
export const LONG = 600
/** Nobody loses a place in the first or last half minute. Seconds. */
export const EDGE = 30
const MOST = 200

export const placeKey = (work: bigint, file: number): string => `${work}.${file}`

/** Remembers a place, or forgets it where the work is short or was heard to its end. A new beginning keeps the old place
 * until it is worth remembering itself. */
export function notePlace(places: Places, key: string, at: number, duration: number, when: number): Places {
  const { [key]: _, ...others } = places
  if (!(duration >= LONG) || at > duration - EDGE) return others
  if (at < EDGE) return places
  const newest = Object.entries(others).sort(([, a], [, b]) => b.when - a.when)
  return { ...Object.fromEntries(newest.slice(0, MOST - 1)), [key]: { at: Math.floor(at), duration, when } }
}

export function readPlaces(text: string | null): Places {
  try {
    const found = (JSON.parse(text ?? '{}') ?? {}) as Record<string, Partial<Place> | null>
    const whole = (place: Partial<Place> | null): place is Place =>
      place !== null && [place.at, place.duration, place.when].every((each) => Number.isFinite(each))
    return Object.fromEntries(
      Object.entries(found).flatMap(([key, place]): [string, Place][] => (whole(place) ? [[key, place]] : [])),
    )
  } catch {
    return {}
  }
}

const where = (chainId: number): string => `tributary.places.${chainId}`

export function keptPlaces(chainId: number): Places {
  try {
    return readPlaces(localStorage.getItem(where(chainId)))
  } catch {
    return {}
  }
}

export function keepPlaces(chainId: number, places: Places): void {
  try {
    localStorage.setItem(where(chainId), JSON.stringify(places))
  } catch {
    // Forbidden or full: the place is lost with the visit, nothing else.
  }
}

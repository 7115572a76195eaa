/** Back and forward lead to the place on the page where one was, not to its top: a list one came from stays where it was. */

/** How long a page may take to become as tall as it was, in milliseconds. */
const PATIENCE_MS = 3_000

/** Entries are told apart by a number in `history.state`; one without a number is new. Call the result to stop. */
export function followBack(): () => void {
  const places = new Map<number, number>()
  let stop = () => {}
  let current = numbered()
  const keep = () => void places.set(current, scrollY)
  const moved = () => {
    stop()
    const known = numberOf(history.state)
    current = numbered()
    const place = known === undefined ? undefined : places.get(known)
    if (place) stop = settleAt(place)
  }
  history.scrollRestoration = 'manual'
  addEventListener('scroll', keep, { passive: true })
  addEventListener('hashchange', moved)
  return () => {
    stop()
    removeEventListener('scroll', keep)
    removeEventListener('hashchange', moved)
    history.scrollRestoration = 'auto'
  }
}

/** The page is made anew and grows as its parts arrive: it is scrolled as often as it grew, until the person scrolls. */
function settleAt(place: number): () => void {
  const watch = new ResizeObserver(() => {
    scrollTo(0, place)
    if (Math.abs(scrollY - place) < 2) stop()
  })
  const stop = () => {
    watch.disconnect()
    clearTimeout(timer)
    for (const event of HANDS) removeEventListener(event, stop)
  }
  const timer = setTimeout(stop, PATIENCE_MS)
  for (const event of HANDS) addEventListener(event, stop, { passive: true })
  watch.observe(document.body)
  return stop
}

const HANDS = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const

let last = 0

/** The number of the present entry, given to it now if it has none. */
function numbered(): number {
  const known = numberOf(history.state)
  if (known !== undefined) {
    last = Math.max(last, known)
    return known
  }
  last = Math.max(last + 1, Date.now())
  history.replaceState({ ...history.state, place: last }, '')
  return last
}

const numberOf = (state: unknown): number | undefined => {
  const place = (state as { place?: unknown } | null)?.place
  return typeof place === 'number' ? place : undefined
}

/** What plays next, as plain data. `slots` stand as they were arranged, `order` holds their keys as they will be played:
 * the same without shuffle. */
import type { Slot } from './track.ts'

export type Repeat = 'off' | 'all' | 'one'
/** From 0 (included) to 1 (excluded). */
export type Dice = () => number

export interface Queue {
  readonly slots: readonly Slot[]
  readonly order: readonly number[]
  /** Key of what plays now. */
  readonly current: number | undefined
  readonly shuffle: boolean
  readonly repeat: Repeat
}

export const EMPTY: Queue = { slots: [], order: [], current: undefined, shuffle: false, repeat: 'off' }
/** More are refused: nobody listens to so many, and they are kept in a small place. */
export const MOST = 500

export type NewSlot = Omit<Slot, 'key'>

const slotOf = (queue: Queue, key: number | undefined): Slot | undefined => queue.slots.find((slot) => slot.key === key)
export const currentOf = (queue: Queue): Slot | undefined => slotOf(queue, queue.current)
const placeOf = (queue: Queue): number => (queue.current === undefined ? -1 : queue.order.indexOf(queue.current))

/** What comes after the current one, in the order it will be played. */
export function upNext(queue: Queue): Slot[] {
  return queue.order.slice(placeOf(queue) + 1).flatMap((key) => slotOf(queue, key) ?? [])
}

const same = (slot: Slot) => (other: NewSlot) => slot.work === other.work && slot.file === other.file

/** Adds after the current one, or after everything. What would exceed the most is left out. */
export function add(queue: Queue, fresh: readonly NewSlot[], where: 'next' | 'last'): Queue {
  const first = Math.max(0, ...queue.slots.map(({ key }) => key)) + 1
  const made = fresh.slice(0, MOST - queue.slots.length).map((slot, at) => ({ ...slot, key: first + at }))
  const keys = made.map(({ key }) => key)
  if (where === 'last') return { ...queue, slots: [...queue.slots, ...made], order: [...queue.order, ...keys] }
  const after = queue.slots.findIndex(({ key }) => key === queue.current) + 1
  return {
    ...queue,
    slots: queue.slots.toSpliced(after, 0, ...made),
    order: queue.order.toSpliced(placeOf(queue) + 1, 0, ...keys),
  }
}

/** Goes to the first of these; those the queue has already are not added again. */
export function start(queue: Queue, wanted: readonly NewSlot[]): Queue {
  const missing = wanted.filter((each) => !queue.slots.some((slot) => same(slot)(each)))
  const filled = add(queue, missing, 'next')
  const first = wanted[0]
  const slot = first && filled.slots.find((each) => same(each)(first))
  return slot ? { ...filled, current: slot.key } : filled
}

export function jump(queue: Queue, key: number): Queue {
  return slotOf(queue, key) ? { ...queue, current: key } : queue
}

/** The current one stays until something else plays: it sounds, after all. */
export function remove(queue: Queue, key: number): Queue {
  if (key === queue.current) return queue
  return {
    ...queue,
    slots: queue.slots.filter((slot) => slot.key !== key),
    order: queue.order.filter((each) => each !== key),
  }
}

export function clear(queue: Queue): Queue {
  const current = currentOf(queue)
  return { ...queue, slots: current ? [current] : [], order: current ? [current.key] : [] }
}

/** Moves what comes next by so many places, never before the current one. */
export function move(queue: Queue, key: number, by: number): Queue {
  const from = queue.order.indexOf(key)
  const first = placeOf(queue) + 1
  if (from < first) return queue
  const to = Math.min(queue.order.length - 1, Math.max(first, from + by))
  const order = queue.order.toSpliced(from, 1).toSpliced(to, 0, key)
  if (queue.shuffle) return { ...queue, order }
  return { ...queue, order, slots: order.flatMap((each) => slotOf(queue, each) ?? []) }
}

/** On: everything else is drawn anew behind the current one. Off: as it was arranged. */
export function setShuffle(queue: Queue, shuffle: boolean, dice: Dice): Queue {
  const keys = queue.slots.map(({ key }) => key)
  if (!shuffle) return { ...queue, shuffle, order: keys }
  const rest = shuffled(
    keys.filter((key) => key !== queue.current),
    dice,
  )
  return { ...queue, shuffle, order: queue.current === undefined ? rest : [queue.current, ...rest] }
}

/** Every order equally likely (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const out = [...list]
  for (let last = out.length - 1; last > 0; last--) {
    const at = Math.floor(dice() * (last + 1))
    ;[out[last], out[at]] = [out[at]!, out[last]!]
  }
  return out
}

/** What follows; the same queue when nothing does. `asked`: by a person, whom repeating one does not hold back. */
export function next(queue: Queue, dice: Dice, asked: boolean): Queue {
  if (queue.repeat === 'one' && !asked) return queue
  const following = queue.order[placeOf(queue) + 1]
  if (following !== undefined) return { ...queue, current: following }
  if (queue.repeat === 'off' || queue.order.length < 2) return queue
  const order = queue.shuffle ? anewAfter(queue, dice) : queue.order
  return { ...queue, order, current: order[0] }
}

/** Another round, which does not begin with what was heard last. */
function anewAfter({ order, current }: Queue, dice: Dice): number[] {
  const [first, ...rest] = shuffled(order, dice)
  return first === current ? [...rest, first!] : [first!, ...rest]
}

export function previous(queue: Queue): Queue {
  const before = queue.order[placeOf(queue) - 1]
  if (before !== undefined) return { ...queue, current: before }
  return queue.repeat === 'all' && queue.order.length > 1 ? { ...queue, current: queue.order.at(-1) } : queue
}

export const hasNext = (queue: Queue): boolean =>
  upNext(queue).length > 0 || (queue.repeat !== 'off' && queue.order.length > 1)

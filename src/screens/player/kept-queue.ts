import { workId } from '../../royalties/words.ts'
import { EMPTY, type Queue, type Repeat } from './queue.ts'

/** The queue as text and back. Work numbers mean something on one network only: each has its own queue. */
const place = (chainId: number): string => `tributary.queue.${chainId}`

interface KeptSlot {
  key: number
  work: string
  file: number
  title: string
  creator: string
}
interface Kept {
  slots: KeptSlot[]
  order: number[]
  current: number | null
  shuffle: boolean
  repeat: Repeat
}
/** Nothing that was read is what it should be, until it was looked at. */
type Found = Partial<{ [Field in keyof Kept]: unknown }> | null

export function keepQueue(chainId: number, { slots, order, current, ...rest }: Queue): void {
  const kept = {
    ...rest,
    order,
    current: current ?? null,
    slots: slots.map((slot) => ({ ...slot, work: String(slot.work) })),
  }
  try {
    localStorage.setItem(place(chainId), JSON.stringify(kept))
  } catch {
    // Forbidden or full: the queue lasts for this visit.
  }
}

export function keptQueue(chainId: number): Queue {
  try {
    return readQueue(localStorage.getItem(place(chainId)) ?? '')
  } catch {
    return EMPTY
  }
}

/** Whatever an earlier version or a curious user left there: anything of another shape is an empty queue. */
export function readQueue(text: string): Queue {
  let kept: Found
  try {
    kept = JSON.parse(text) as Found
  } catch {
    return EMPTY
  }
  if (!kept || !Array.isArray(kept.slots) || !Array.isArray(kept.order) || !kept.slots.every(isSlot)) return EMPTY
  const slots = kept.slots.map((slot) => ({ ...slot, work: workId(BigInt(slot.work)) }))
  const keys = new Set(slots.map(({ key }) => key))
  const order = [...new Set(kept.order as unknown[])].filter((key) => keys.has(key as number)) as number[]
  if (keys.size !== slots.length || order.length !== keys.size) return EMPTY
  return {
    slots,
    order,
    current: typeof kept.current === 'number' && keys.has(kept.current) ? kept.current : undefined,
    shuffle: kept.shuffle === true,
    repeat: kept.repeat === 'all' || kept.repeat === 'one' ? kept.repeat : 'off',
  }
}

const isSlot = (found: unknown): found is KeptSlot => {
  const slot = (found ?? {}) as { [Field in keyof KeptSlot]?: unknown }
  return (
    Number.isSafeInteger(slot.key) &&
    /^[1-9]\d{0,14}$/.test(String(slot.work)) &&
    Number.isSafeInteger(slot.file) &&
    Number(slot.file) >= 0 &&
    typeof slot.title === 'string' &&
    typeof slot.creator === 'string'
  )
}

import type { Attachment } from 'svelte/attachments'

interface Gestures {
  /** Two fingers apart or together, or the wheel with Ctrl: times larger. */
  scale: (by: number) => void
  /** A quick stroke to a side: 1 forward, -1 back. */
  turn: (by: 1 | -1) => void
  /** A double tap or click. */
  toggle: () => void
}

/** Pixels and milliseconds of a stroke that turns a page. */
const STROKE = 50
const QUICK = 500

/** Touch on a picture or a page: pinching, turning, double taps. */
export const pinch = ({ scale, turn, toggle }: Gestures): Attachment<HTMLElement> => {
  return (element) => {
    const fingers = new Map<number, { x: number; y: number }>()
    let start: { x: number; y: number; time: number } | undefined
    let apart = 0
    const distance = () => {
      const [a, b] = [...fingers.values()]
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0
    }
    const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) => {
      element.addEventListener(type, act, { passive: false, signal: over.signal })
    }
    const over = new AbortController()
    on('pointerdown', (event) => {
      if (event.pointerType === 'mouse') return
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      apart = distance()
      start = fingers.size === 1 ? { x: event.clientX, y: event.clientY, time: event.timeStamp } : undefined
    })
    on('pointermove', (event) => {
      if (!fingers.has(event.pointerId)) return
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      if (fingers.size !== 2 || apart === 0) return
      scale(distance() / apart)
      apart = distance()
    })
    const lift = (event: PointerEvent) => {
      fingers.delete(event.pointerId)
      if (!start || event.type !== 'pointerup') return
      const [x, y] = [event.clientX - start.x, event.clientY - start.y]
      const stroke = event.timeStamp - start.time < QUICK && Math.abs(x) > STROKE && Math.abs(x) > 2 * Math.abs(y)
      if (stroke) turn(x < 0 ? 1 : -1)
      start = undefined
    }
    on('pointerup', lift)
    on('pointercancel', lift)
    on('dblclick', toggle)
    on('wheel', (event) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      scale(event.deltaY < 0 ? 1.15 : 0.87)
    })
    return () => over.abort()
  }
}

import type { Asked } from '../../keys/buying/asked.ts'

/** `23 h 59 min`, in the last hour `12:34`. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return `${minutes}:${String(whole % 60).padStart(2, '0')}`
}

/** Seconds until the deadline, and what part of the window has passed. `now` in ms. */
export function leftOf({ deadline, request }: Pick<Asked, 'deadline' | 'request'>, now: number) {
  const window = Number(request.window)
  const seconds = deadline === undefined ? window : Number(deadline) - now / 1000
  return { seconds, part: Math.min(1, Math.max(0, 1 - seconds / window)) }
}

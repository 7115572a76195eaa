import { EVER, periodsBetween, periodText, type Period, type Span } from '../../royalties/statement/period.ts'

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' })
const MONTH = format({ month: 'long', year: 'numeric' })
const DAY = format({ day: 'numeric', month: 'long', year: 'numeric' })

const dayName = (time: number) => DAY.format(new Date(time * 1_000))
const ORDINALS: Readonly<Record<string, string>> = { 1: '1st', 2: '2nd', 3: '3rd', 4: '4th' }

/** `August 2026`, `3rd quarter of 2026`, `2026`, `Since the mint`, or both days. Always UTC. */
export function periodName(period: Period): string {
  const text = periodText(period)
  if (text === 'all') return 'Since the mint'
  if (text.length === 4) return text
  const [, year, quarter] = /^(\d{4})-q(\d)$/.exec(text) ?? []
  if (quarter) return `${ORDINALS[quarter]} quarter of ${year}`
  if (text.length === 7) return MONTH.format(new Date(period.from * 1_000))
  const [first, last] = [dayName(period.from), dayName(period.until - 1)]
  return first === last ? first : `${first} to ${last}`
}

/** What the name leaves open: the days, or only whose midnight it is; and that not all of it was over when it was `read`. */
export function daysOf(period: Period, read: number): string {
  const { from, until } = period
  if (!Number.isFinite(until)) return 'until the newest block'
  const days = periodText(period).includes('..') ? 'UTC' : `${dayName(from)} to ${dayName(until - 1)}, UTC`
  return until > read ? `${days}; not over yet: as it stood on ${dayName(read)}` : days
}

export interface Choice {
  readonly value: string
  readonly label: string
}

/** What one may choose from: everything, and each year, quarter and month between two moments, the newest first. */
export function choicesOf(first: number, last: number): Choice[] {
  const spans: readonly Span[] = ['year', 'quarter', 'month']
  const periods = spans.flatMap((span) => periodsBetween(first, last, span).reverse())
  return [EVER, ...periods].map((period) => ({ value: periodText(period), label: periodName(period) }))
}

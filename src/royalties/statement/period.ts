/** Periods of a statement. All in UTC: a month must be the same month for everyone who is paid from it. */

/** Unix seconds: from `from`, before `until`. */
export interface Period {
  readonly from: number
  readonly until: number
}

export const EVER: Period = { from: 0, until: Number.POSITIVE_INFINITY }

export type Span = 'month' | 'quarter' | 'year'
const MONTHS: Readonly<Record<Span, number>> = { month: 1, quarter: 3, year: 12 }

const monthStart = (year: number, month: number) => Date.UTC(year, month, 1) / 1_000

/** The month, quarter or year in which a moment lies; `by` of them later (negative: earlier). */
export function periodAt(time: number, span: Span, by = 0): Period {
  const date = new Date(time * 1_000)
  const count = MONTHS[span]
  const first = Math.floor(date.getUTCMonth() / count) * count + by * count
  return { from: monthStart(date.getUTCFullYear(), first), until: monthStart(date.getUTCFullYear(), first + count) }
}

/** All months, quarters or years that touch the time from `first` to `last`, the earliest first. */
export function periodsBetween(first: number, last: number, span: Span): Period[] {
  const periods = [periodAt(first, span)]
  while (periods.at(-1)!.until <= last) periods.push(periodAt(periods.at(-1)!.until, span))
  return periods
}

/**
 * What a person or an address says: `2026`, `2026-q3`, `2026-08`, `2026-08-03..2026-08-19` (both days included), `all`.
 * `undefined`: anything else, and what no calendar has.
 */
export function parsePeriod(text: string): Period | undefined {
  if (text === 'all') return EVER
  const [, year, rest = ''] = /^(\d{4})(?:-(q[1-4]|\d{2}))?$/i.exec(text) ?? []
  if (year !== undefined) {
    const quarter = /^q/i.test(rest) ? Number(rest.slice(1)) - 1 : undefined
    if (quarter !== undefined) return periodAt(monthStart(Number(year), quarter * 3), 'quarter')
    if (rest === '') return periodAt(monthStart(Number(year), 0), 'year')
    const month = Number(rest)
    return month >= 1 && month <= 12 ? periodAt(monthStart(Number(year), month - 1), 'month') : undefined
  }
  const [first, last, ...more] = text.split('..').map(dayOf)
  if (first === undefined || last === undefined || more.length > 0 || last < first) return undefined
  return { from: first, until: last + DAY }
}

const DAY = 86_400

/** `2026-08-03`, and no day that does not exist. */
function dayOf(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 1_000 : Number.NaN
  return Number.isFinite(time) && dayText(time) === text ? time : undefined
}

const dayText = (time: number): string => new Date(time * 1_000).toISOString().slice(0, 10)

/** The shortest text that `parsePeriod` reads as this period; days only where they are whole ones. */
export function periodText({ from, until }: Period): string {
  if (!Number.isFinite(until)) return 'all'
  for (const span of ['year', 'quarter', 'month'] as const) {
    const whole = periodAt(from, span)
    if (whole.from !== from || whole.until !== until) continue
    const [year = '', month = ''] = dayText(from).split('-')
    return span === 'year' ? year : span === 'month' ? `${year}-${month}` : `${year}-q${Math.ceil(Number(month) / 3)}`
  }
  return `${dayText(from)}..${dayText(until - 1)}`
}

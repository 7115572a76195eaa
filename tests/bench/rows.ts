/** What a frame of the long list costs, by the browser's own count of what its main thread did. */
import type { CDPSession, Page } from 'playwright'

const FRAMES = 240

interface Bench {
  openRows(name: string): void
  runRows(count: number): Promise<number>
  closeRows(): void
}

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
}

export async function rows(page: Page): Promise<Line[]> {
  const session = await page.context().newCDPSession(page)
  // The thread's own time: what other programs take of the processor is none of ours.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const live = await cost(page, session, 'live')
  const scrolled = await cost(page, session, 'scrolled')
  const all = await cost(page, session, 'allAtOnce')
  await session.detach()
  return [
    { what: '1 000 live rows, main thread a frame', value: live.busy, unit: 'ms', atMost: 4 },
    { what: '1 000 live rows, frames a second', value: live.rate, unit: '', atLeast: 55 },
    { what: '100 000 events scrolled, main thread a frame', value: scrolled.busy, unit: 'ms', atMost: 4 },
    { what: '100 000 events scrolled, frames a second', value: scrolled.rate, unit: '', atLeast: 55 },
    { what: '1 000 live rows all in the page, main thread a frame', value: all.busy, unit: 'ms' },
    { what: 'live rows against the same all in the page', value: live.busy / all.busy, unit: '×', atMost: 0.5 },
  ]
}

/** Milliseconds of tasks a frame, and frames a second. The first frames warm the code. */
async function cost(page: Page, session: CDPSession, name: string) {
  await page.evaluate((which) => (globalThis as unknown as Bench).openRows(which), name)
  const run = (count: number) => page.evaluate((n) => (globalThis as unknown as Bench).runRows(n), count)
  await run(60)
  const before = await tasks(session)
  const took = await run(FRAMES)
  const busy = ((await tasks(session)) - before) / FRAMES
  await page.evaluate(() => (globalThis as unknown as Bench).closeRows())
  return { busy, rate: (1_000 * FRAMES) / took }
}

async function tasks(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
}

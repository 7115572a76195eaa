/** Memory of the process behind a page, as the system counts it. */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'

const EVERY_MS = 50

/** The most bytes that the largest renderer held while `work` ran: its own memory, without what it shares with others.
 * `undefined` where the system does not tell. */
export async function peakOf(page: Page, work: () => Promise<unknown>): Promise<number | undefined> {
  const browser = page.context().browser()
  if (process.platform !== 'linux' || !browser) {
    await work()
    return undefined
  }
  const devtools = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  let peak = 0
  let over = false
  const watching = (async () => {
    for (; !over; await sleep(EVERY_MS)) peak = Math.max(peak, ...(await Promise.all(renderers.map(ownBytes))))
  })()
  await work()
  over = true
  await watching
  await devtools.detach()
  return peak
}

async function ownBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return 1024 * Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0)
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { describe, expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong on the page as it is now: rule, first place, what to do. */
async function faults({ page }: AppPage): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((values) => {
    const { run } = (globalThis as unknown as { axe: { run(where: Document, how: unknown): Promise<AxeResults> } }).axe
    return run(document, { runOnly: { type: 'tag', values } })
  }, STANDARDS)
  return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`)
}

const screens = [
  ['Explore', '#/'],
  ['a song', '#/work/1'],
  ['a dataset', '#/work/6'],
  ['Publish', '#/publish'],
  ['Portfolio', '#/portfolio'],
  ['Flows', '#/flows'],
  ['Verify', '#/verify/1'],
  ['Settings', '#/settings'],
  ['Learn', '#/learn'],
  ['an address that leads nowhere', '#/nowhere'],
] as const

describe.each([
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
] as const)('in the $theme theme, $width pixels wide', ({ theme, width }) => {
  test.each(screens)('%s has nothing that axe objects to, and does not scroll sideways', async (_, address) => {
    const app = await AppPage.open({ theme, width })
    await app.connectAs('Ada')
    await app.goTo(address)
    await app.heading.waitFor()
    await app.page.waitForTimeout(1200)
    expect(await faults(app)).toEqual([])
    const over = await app.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(over, 'pixels that stick out').toBeLessThanOrEqual(0)
  })
})

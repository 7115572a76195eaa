import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Axe from 'axe-core'
import { expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong on the page as it is now: rule, first place, what to do. */
async function faults({ page }: AppPage): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((values) => {
    const { axe } = globalThis as unknown as { axe: typeof Axe }
    return axe.run(document, { runOnly: { type: 'tag', values } })
  }, STANDARDS)
  return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`)
}

const screens = [
  ['Explore', '#/'],
  ['a song', '#/work/1'],
  ['a dataset', '#/work/6'],
  ['Publish', '#/publish'],
  ['Portfolio', '#/portfolio'],
  ['Keys', '#/keys'],
  ['Flows', '#/flows'],
  ['Verify', '#/verify/1'],
  ['Settings', '#/settings'],
  ['Keys and backup', '#/settings/keys'],
  ['Learn', '#/learn'],
  ['the contracts', '#/deploy'],
  ['an address that leads nowhere', '#/nowhere'],
] as const

test.each([
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
] as const)('no screen has what axe objects to, or scrolls sideways: $theme, $width pixels wide', async (view) => {
  const app = await AppPage.open(view)
  await app.connectAs('Ada')
  const found: string[] = []
  for (const [name, address] of screens) {
    await app.goTo(address)
    await app.page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
    // What is still being fetched is judged when it is there.
    await app.page.waitForTimeout(1000)
    found.push(...(await faults(app)).map((fault) => `${name}: ${fault}`))
    const over = await app.page.evaluate(() => document.body.scrollWidth - document.documentElement.clientWidth)
    if (over > 0) found.push(`${name}: ${over} pixels stick out`)
  }
  expect(found).toEqual([])
})

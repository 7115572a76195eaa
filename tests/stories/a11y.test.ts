import { expect, test } from 'vitest'
import { axeFaults } from '../harness/axe.ts'
import { AppPage } from './pages/app.ts'

const screens = [
  ['Explore', '#/'],
  ['a song', '#/work/1'],
  ['a dataset', '#/work/6'],
  ['Publish', '#/publish'],
  ['Portfolio', '#/portfolio'],
  ['Keys', '#/keys'],
  ['Flows', '#/flows'],
  ['Verify', '#/verify/1'],
  ['a statement', '#/statement/1'],
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
] as const)(
  'no screen has what axe objects to, or scrolls sideways: $theme, $width pixels wide',
  { timeout: 600_000 },
  async (view) => {
    const app = await AppPage.open(view)
    await app.connectAs('Ada')
    const found: string[] = []
    for (const [name, address] of screens) {
      await app.goTo(address)
      await app.page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
      // What is still being fetched is judged when it is there.
      await expect.poll(() => app.page.locator('main [aria-busy="true"]').count()).toBe(0)
      await app.page.waitForTimeout(1_000)
      found.push(...(await axeFaults(app.page)).map((fault) => `${name}: ${fault}`))
      const over = await app.page.evaluate(() => document.body.scrollWidth - document.documentElement.clientWidth)
      if (over > 0) found.push(`${name}: ${over} pixels stick out`)
    }
    expect(found).toEqual([])
  },
)

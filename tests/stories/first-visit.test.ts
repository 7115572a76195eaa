import { expect, test } from 'vitest'
import { EXAMPLES } from '../../src/local/examples/works.ts'
import { ExplorePage } from './pages/explore.ts'

const titles = Object.values(EXAMPLES).map(({ title }) => title)

test('a visitor without a wallet sees every example work, its title and cover fetched over IPFS', async () => {
  const explore = await ExplorePage.open()
  await explore.showing(titles)
  expect(await explore.heading.innerText()).toContain('Every play')
  await expect.poll(() => explore.cards.locator('canvas, img').count()).toBeGreaterThanOrEqual(titles.length)
})

test('a search leaves only what was searched for', async () => {
  const explore = await ExplorePage.open({ width: 390, height: 800, theme: 'dark' })
  await explore.showing(titles)
  await explore.search('meander')
  await expect.poll(() => explore.card('Night Ferry').count()).toBe(0)
  expect(await explore.card('Meander').count()).toBeGreaterThan(0)
})

test('a demo account connects like any wallet', async () => {
  const explore = await ExplorePage.open()
  await explore.connectAs('Fay')
})

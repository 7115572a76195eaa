import { expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'
import { FlowsPage } from './pages/flows.ts'
import { SigningPage } from './pages/pay.ts'

/** “Where They Meet”, a remix of two songs, and one of the two. */
const REMIX = 7
const SPRING = 1

async function payFromElsewhere(amount: string): Promise<void> {
  const pay = await SigningPage.tip(await (await AppPage.open()).connectAs('Gus'), REMIX, amount)
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('Paid. Every holder has been credited.')
}

test('holders and ancestors stand in the picture before anybody pays, by name', async () => {
  const flows = await FlowsPage.of(await AppPage.open({ width: 390, height: 844, theme: 'dark' }), `#/work/${REMIX}`)
  await expect.poll(() => flows.names().then((names) => names.join(' '))).toContain('Spring Water')
  for (const name of ['Paid by', 'Built on', 'Holders', 'Night Ferry', 'Bela', 'Ada'])
    await expect.poll(() => flows.names()).toContain(name)
  const { left, right, width } = await flows.extent()
  expect(left).toBeGreaterThanOrEqual(0)
  expect(right).toBeLessThanOrEqual(width)
})

test('a payment made by one runs through the picture of another, to every holder, and stands in its table', async () => {
  const all = await FlowsPage.of(await AppPage.open())
  const ancestor = await FlowsPage.of(await AppPage.open(), `#/work/${SPRING}`)
  const moving = Promise.all(
    [all, ancestor].map((flows) => flows.movingTo('holder').first().waitFor({ state: 'attached' })),
  )
  await Promise.all([moving, payFromElsewhere('0.031')])
  const rows = (await all.asTable()).filter({ hasText: 'Gus' })
  const first = rows.first()
  await expect.poll(() => first.innerText()).toMatch(/Where They Meet[\s\S]*Bela[\s\S]*ETH/)
  // 10 % of 0.031 goes up to Spring Water, 82 % of that to Ada.
  const above = (await ancestor.asTable()).filter({ hasText: 'Spring Water' }).filter({ hasText: 'Ada' }).first()
  await expect.poll(() => above.innerText()).toMatch(/Where They Meet[\s\S]*0\.002542/)
})

test('who asked for less motion sees the way highlighted instead', async () => {
  const app = await AppPage.open()
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
  const flows = await FlowsPage.of(app)
  const [still] = await Promise.all([flows.styleOfMoving('holder'), payFromElsewhere('0.004')])
  expect(still).toEqual({ animationName: 'none', strokeDasharray: 'none', opacity: '1' })
})

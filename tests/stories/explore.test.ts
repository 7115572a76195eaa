import { expect, test } from 'vitest'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { WorkPage } from './pages/work.ts'

const chain = () => `${theStack().config.network.rpcs[0]}/**`
const gateway = () => `${theStack().config.ipfs.gateway}/**`

test('a visitor hears the preview, and goes on hearing it on the next screen', async () => {
  const work = await WorkPage.of(await AppPage.open(), 1)
  await work.listen('Play the preview')
  await expect.poll(async () => (await work.sound()).time).toBeGreaterThan(0.5)
  await work.goTo('#/learn')
  await work.page.getByRole('heading', { name: 'How Tributary works' }).waitFor()
  expect((await work.sound()).playing).toBe(true)
  await work.player.getByRole('slider', { name: 'Position' }).press('End')
  await expect.poll(async () => (await work.sound()).playing).toBe(false)
})

test('the creator’s own browser plays the whole work, decrypted, and seeks in it', async () => {
  const app = await AppPage.open()
  await app.connectAs('Ada')
  const work = await WorkPage.of(app, 1)
  await work.listen('Play')
  await expect.poll(async () => (await work.sound()).time).toBeGreaterThan(0.3)
  const { seconds } = await work.sound()
  expect(seconds).toBeGreaterThan(30)
  await work.player.getByRole('slider', { name: 'Position' }).fill('30')
  await expect.poll(async () => (await work.sound()).time).toBeGreaterThan(30)
})

test('a work shows its holders, what it builds on, its terms and its ledger', async () => {
  const work = await WorkPage.of(await AppPage.open(), 7)
  await work.page.getByRole('heading', { level: 1, name: 'Where They Meet' }).waitFor()
  await expect.poll(() => work.section('Lineage').getByRole('link').allInnerTexts()).toContain('Spring Water')
  await expect.poll(() => work.section('Who holds it').getByRole('listitem').count()).toBeGreaterThan(0)
  await expect.poll(() => work.ledger.count()).toBeGreaterThan(3)
  await expect.poll(() => work.section('Terms').getByRole('listitem').count()).toBe(6)
})

test('plays of two works are collected and paid in one transaction; the ledger grows while one looks', async () => {
  const app = await AppPage.open()
  await app.connectAs('Gus')
  for (const number of [1, 2]) {
    const work = await WorkPage.of(app, number)
    await work.page.getByRole('button', { name: 'Add a play, pay later' }).click()
  }
  const work = new WorkPage(app.profile)
  await expect.poll(() => work.ledger.count()).toBeGreaterThan(0)
  const before = await work.ledger.first().innerText()
  await work.page.getByRole('button', { name: '2 plays to pay' }).click()
  await work.page.getByRole('button', { name: /^Pay together/ }).click()
  await work.page.getByRole('dialog', { name: 'Pay 2 works' }).getByRole('button', { name: /^Pay/ }).click()
  await work.page.getByRole('region', { name: 'Transactions' }).getByText('Done').waitFor()
  await expect.poll(() => work.ledger.first().innerText()).not.toBe(before)
  await expect.poll(() => work.ledger.first().innerText()).toContain('Played')
  await expect.poll(() => work.page.getByRole('button', { name: /plays? to pay/ }).count()).toBe(0)
})

test('a chain that falls silent is named, what was read stays, and everything goes on when it is back', async () => {
  const work = await WorkPage.of(await AppPage.open(), 2)
  await expect.poll(() => work.heading.innerText()).toBe('Night Ferry')
  await expect.poll(() => work.ledger.count()).toBeGreaterThan(0)
  work.profile.allow(/ERR_FAILED|Failed to load resource/)
  let silent = true
  await work.page.route(chain(), (route) => (silent ? route.abort() : route.continue()))
  const banner = work.page.getByText(`${theStack().config.network.name} does not answer`)
  await banner.waitFor()
  await expect.poll(() => work.page.getByText('may be out of date').count()).toBe(1)
  expect(await work.heading.innerText()).toBe('Night Ferry')
  // Pressed before it is back: the page also asks by itself, and the button would be gone.
  await work.page.getByRole('button', { name: 'Try again now' }).click()
  silent = false
  await expect.poll(() => banner.count()).toBe(0)
})

test('a manifest nobody can send is said to be missing, and fetched when asked again', async () => {
  const app = await AppPage.open({ wallet: 'ask', url: `${theStack().url}#/learn` })
  app.profile.allow(/ERR_FAILED|Failed to load resource/)
  await app.profile.context.route(gateway(), (route) => route.abort())
  // Without peers: the local node has everything, and would send it over Bitswap.
  await app.page.evaluate(() => localStorage.setItem('tributary.choices', '{"peers":false}'))
  await app.page.reload()
  const work = await WorkPage.of(app, 3)
  await work.page.getByText('Manifest not reachable').waitFor()
  expect(await work.heading.innerText()).toBe('Work 3')
  await expect.poll(() => work.ledger.count()).toBeGreaterThan(0)
  await app.profile.context.unroute(gateway())
  await work.page.getByRole('button', { name: 'Try again' }).click()
  await work.page.getByRole('heading', { level: 1, name: 'Meander' }).waitFor()
})

test('addresses that lead nowhere say so', async () => {
  const app = await AppPage.open()
  await app.goTo('#/work/4711')
  await app.page.getByText('There is no work 4711').waitFor()
  await app.goTo('#/nowhere')
  await app.page.getByText('There is nothing at this address').waitFor()
})

test('the keyboard reaches the content first and finds its place after every navigation', async () => {
  const app = await AppPage.open()
  await app.heading.waitFor()
  const skip = app.page.getByRole('link', { name: 'Skip to the content' })
  await app.page.keyboard.press('Tab')
  await expect.poll(() => skip.evaluate((link) => link === document.activeElement)).toBe(true)
  await app.page.keyboard.press('Enter')
  const focused = () => app.page.evaluate(() => document.activeElement?.id)
  await expect.poll(focused).toBe('main')
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Learn' }).press('Enter')
  await app.page.getByRole('heading', { name: 'How Tributary works' }).waitFor()
  await expect.poll(focused).toBe('main')
  await expect.poll(() => app.page.title()).toBe('Learn · Tributary')
})

test('a chosen theme stays after a reload', async () => {
  const app = await AppPage.open()
  const theme = () => app.page.evaluate(() => document.documentElement.dataset['theme'])
  const change = app.page.getByRole('button', { name: /^Theme/ })
  await change.click()
  await change.click()
  await expect.poll(theme).toBe('dark')
  await app.page.reload()
  await expect.poll(theme).toBe('dark')
})

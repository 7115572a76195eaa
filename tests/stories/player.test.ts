import { expect, test } from 'vitest'
import { deliverAll } from '../harness/delivering.ts'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { LicencePage } from './pages/licence.ts'
import { PlayerPage } from './pages/player.ts'

const sounding = (player: PlayerPage, kind: 'audio' | 'video' = 'audio') =>
  expect.poll(async () => (await player.element(kind)).time).toBeGreaterThan(0.3)

test('a queue is arranged, repeated, shuffled and kept; keys work, rest while one types, and can be turned off', async () => {
  const app = await (await AppPage.open()).connectAs('Ada')
  const player = await PlayerPage.of(app, 1)
  await player.listen('Play')
  await sounding(player)
  await player.add(2, 'Add to the queue')
  await player.add(3, 'Add to the queue')
  await player.add(7, 'Play next')
  await player.openSheet()
  await expect.poll(() => player.next()).toEqual(['Where They Meet', 'Night Ferry', 'Meander'])

  const grip = (title: string) => player.sheet.getByRole('button', { name: `Move ${title}: arrows up and down` })
  await grip('Meander').press('ArrowUp')
  await expect.poll(() => player.next()).toEqual(['Where They Meet', 'Meander', 'Night Ferry'])
  await expect.poll(() => grip('Meander').evaluate((each) => each === document.activeElement)).toBe(true)
  const from = (await grip('Where They Meet').boundingBox())!
  await player.page.mouse.move(from.x + 8, from.y + from.height / 2)
  await player.page.mouse.down()
  await player.page.mouse.move(from.x + 8, from.y + from.height * 2.9, { steps: 8 })
  await player.page.mouse.up()
  await expect.poll(() => player.next()).toEqual(['Meander', 'Night Ferry', 'Where They Meet'])
  await player.sheet.getByRole('button', { name: 'Remove Night Ferry' }).click()
  await player.sheet.getByRole('button', { name: 'Shuffle' }).click()
  await expect.poll(async () => (await player.next()).toSorted()).toEqual(['Meander', 'Where They Meet'])
  await player.sheet.getByRole('button', { name: 'Shuffle' }).click()
  await player.sheet.getByRole('button', { name: 'Repeat nothing' }).click()
  await player.sheet.getByRole('button', { name: 'Repeat all' }).click()
  await player.sheet.getByLabel('Speed').selectOption('1.5')
  await player.page.keyboard.press('Escape')

  // Repeating one: the end is the beginning.
  await player.player.getByRole('slider', { name: 'Position' }).press('End')
  await expect.poll(async () => (await player.element()).time).toBeLessThan(5)
  await expect.poll(() => player.title()).toBe('Spring Water')
  await expect.poll(() => player.element()).toMatchObject({ rate: 1.5, pitch: true })

  await player.page.locator('#main').focus()
  await player.page.keyboard.press('n')
  await expect.poll(() => player.title()).toBe('Meander')
  await sounding(player)
  await player.page.keyboard.press('l')
  await expect.poll(async () => (await player.element()).time).toBeGreaterThan(14)
  await player.page.keyboard.press('m')
  await player.page.keyboard.press('<')
  await player.page.keyboard.press('k')
  await expect.poll(() => player.element()).toMatchObject({ playing: false, muted: true, rate: 1.25 })
  await player.page.keyboard.press('?')
  await player.page.getByRole('dialog', { name: 'Keys of the player' }).getByText('Back 15 seconds').waitFor()
  await player.page.keyboard.press('Escape')

  await player.goTo('#/')
  await player.page.getByLabel('Search by title or creator').pressSequentially('ferry mk')
  expect(await player.element()).toMatchObject({ playing: false, muted: true })

  await player.page.reload()
  await expect.poll(() => player.title()).toBe('Meander')
  await player.goTo('#/settings')
  await player.page.getByRole('tab', { name: 'Look' }).click()
  await player.page.getByRole('switch', { name: 'Keys of the player' }).click()
  await player.goTo('#/learn')
  await player.page.getByRole('heading', { name: 'How Tributary works' }).waitFor()
  await player.page.keyboard.press('m')
  expect((await player.element()).muted).toBe(false)
  await player.player.getByRole('button', { name: 'Play', exact: true }).click()
  await sounding(player)
})

test('a film plays on its page, goes on small on other screens, and comes back to its stage', async () => {
  const app = await AppPage.open()
  await app.page.getByRole('link', { name: 'Running Light' }).first().click()
  const player = new PlayerPage(app.profile)
  await player.listen('Play')
  await sounding(player, 'video')
  await player.player.getByRole('button', { name: 'Queue', exact: true }).waitFor()
  await expect.poll(async () => (await player.picture()).width).toBeGreaterThan(600)
  const here = new URL(player.page.url()).hash

  await player.goTo('#/learn')
  await player.page.getByRole('heading', { name: 'How Tributary works' }).waitFor()
  await expect.poll(async () => (await player.picture()).width).toBeLessThan(400)
  const { time, playing } = await player.element('video')
  expect(playing).toBe(true)
  await expect.poll(async () => (await player.element('video')).time).toBeGreaterThan(time)
  await expect.poll(async () => (await player.picture()).fromFoot).toBeGreaterThan(60)

  await player.goTo(here)
  await expect.poll(async () => (await player.picture()).width).toBeGreaterThan(600)
  await expect.poll(async () => (await player.element('video')).playing).toBe(true)
  await player.player.getByRole('button', { name: 'Close the player' }).click()
  await expect.poll(async () => (await player.picture()).seen).toBe(false)
})

test('a gateway that lies is named and waited out; a worker that breaks midway is started anew', async () => {
  const app = await AppPage.open({ url: `${theStack().url}#/learn` })
  // Without peers: the local node has everything, and would send it over Bitswap.
  await app.page.evaluate(() => localStorage.setItem('tributary.choices', '{"peers":false}'))
  await app.page.reload()
  const { gateway } = theStack().config.ipfs
  const player = await PlayerPage.of(app, 2)
  await player.page.getByRole('button', { name: 'Play the preview' }).waitFor()
  await player.profile.context.route(`${gateway}/**`, async (route) => {
    const answer = await route.fetch()
    const body = Buffer.from(await answer.body())
    body[0] = (body[0] ?? 0) ^ 1
    return route.fulfill({ response: answer, body })
  })
  await player.listen('Play the preview')
  await player.player.getByText('Waiting for copies').waitFor()
  await player.player.getByText(`${new URL(gateway).host} sent other bytes than were asked for`).waitFor()
  expect((await player.element()).time).toBe(0)
  await player.profile.context.unroute(`${gateway}/**`)
  await sounding(player)
  await expect.poll(() => player.player.getByText('Waiting for copies').count()).toBe(0)

  player.profile.allow(/broken on purpose|404|Failed to load/)
  const worker = player.page.workers().find((each) => each.url().includes('content'))!
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('broken on purpose')
    })
  })
  await expect.poll(() => player.page.workers().includes(worker)).toBe(false)
  await player.player.getByRole('slider', { name: 'Position' }).fill('9')
  await expect.poll(async () => (await player.element()).time).toBeGreaterThan(9.3)
})

test('whoever buys while the preview plays hears the whole from there, without touching anything', async () => {
  const app = await (await AppPage.open()).connectAs('Dora')
  const player = await PlayerPage.of(app, 3)
  await player.listen('Play the preview')
  await sounding(player)
  expect((await player.element()).seconds).toBeLessThan(13)
  await player.player.getByRole('button', { name: 'Get the whole' }).click()
  await new LicencePage(app.profile).buy()
  const { time } = await player.element()
  const heard = performance.now()
  expect(await deliverAll(3)).toBe(1)
  // The clip begins at second 6.2 of the whole.
  await expect.poll(async () => (await player.element()).seconds).toBeGreaterThan(40)
  await expect.poll(() => player.element()).toMatchObject({ playing: true })
  const whole = await player.element()
  expect(whole.time).toBeGreaterThanOrEqual(time + 6)
  expect(whole.time).toBeLessThan(time + 6.2 + (performance.now() - heard) / 1000 + 1)
  await expect.poll(async () => (await player.element()).time).toBeGreaterThan(whole.time + 0.3)
})

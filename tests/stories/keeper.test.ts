/** Three people and nobody's server: a creator away from her desk, a fan who is served by her tab, and one who is served by
 * the first fan's. */
import { expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'
import { KeeperPage } from './pages/keeper.ts'
import { LicencePage } from './pages/licence.ts'

const SONG = { work: 2, title: 'Night Ferry' }

const connected = async (name: string, options: Parameters<typeof AppPage.open>[0] = {}) =>
  (await AppPage.open(options)).connectAs(name)

/** Buys, and returns the page on which the key is waited for. */
const buys = async (app: AppPage) => (await LicencePage.of(app, SONG.work)).buy()

test(
  "a creator's tab hands over keys by itself, reloads and all; then the first fan's tab serves the second",
  { timeout: 600_000 },
  async () => {
    const bela = await KeeperPage.of(await connected('Bela'))
    await bela.turnOn()
    await bela.giveHelper(SONG.title)
    // The helper needs nobody at the page, and survives a reload to another one.
    await bela.goTo('#/')
    await bela.page.reload()
    await bela.page.getByRole('banner').waitFor()

    const dora = await connected('Dora')
    const first = await buys(dora)
    await expect.poll(() => first.sheet.innerText()).not.toContain('Waiting for the key')
    await bela.goTo('#/keys')
    await expect.poll(() => bela.figure('Keys')).toBe('1')
    await expect.poll(() => bela.figure('Earned')).toMatch(/ETH/)
    await expect.poll(() => bela.figure('Exposed')).toBe('0')
    const row = bela.main.getByRole('table').getByRole('row', { name: new RegExp(SONG.title) })
    await row.getByText('Handed over').waitFor()

    // The creator goes away.
    await bela.profile.close()
    const fan = await KeeperPage.of(dora)
    await fan.turnOn()
    await fan.giveHelper(SONG.title)
    const chidi = await connected('Chidi')
    const second = await buys(chidi)
    // The network takes more than the fee brings: not unasked, but the fan may see what it costs and do it.
    await fan.request(SONG.title).getByRole('button', { name: 'Hand over anyway' }).click()
    const question = fan.page.getByRole('dialog')
    await question.getByText('The network takes about').waitFor()
    await question.getByRole('button', { name: 'Hand it over' }).click()
    await expect.poll(() => second.sheet.innerText()).not.toContain('Waiting for the key')
    await expect.poll(() => fan.figure('Keys')).toBe('1')
    // The fee is the fan's, not the helper's.
    await fan.goTo('#/portfolio')
    await fan.card('Waiting for you').getByText(/ETH/).first().waitFor()
  },
)

test(
  'without a helper the wallet asks; a no leaves the answer exposed until it is sent after all',
  { timeout: 600_000 },
  async () => {
    const app = await connected('Bela')
    const bela = await KeeperPage.of(app)
    await bela.turnOn()
    // From now on the wallet asks, as a real one does.
    await bela.page.goto(bela.page.url().replace('?demo=auto', ''))
    await bela.goTo('#/keys')
    const hana = await connected('Emre')
    await buys(hana)
    const request = bela.request(SONG.title)
    await request.getByText('Your wallet asks once').waitFor()
    await request.getByRole('button', { name: 'Hand over' }).click()
    await bela.reject()
    await request.getByText('Exposed.').waitFor()
    await expect.poll(() => bela.figure('Exposed')).toBe('1')
    await bela.page.reload()
    await request.getByRole('button', { name: 'Send again' }).click()
    await bela.approve()
    await expect.poll(() => bela.figure('Keys')).toBe('1')
    await expect.poll(() => bela.figure('Exposed')).toBe('0')
  },
)

test('of two tabs one does the work; when it closes, the other goes on', async () => {
  const first = await KeeperPage.of(await connected('Bela'))
  await first.turnOn()
  const second = await first.profile.context.newPage()
  await second.goto(first.page.url())
  await second.getByText('Another tab of this browser does the work').waitFor()
  await first.page.close()
  await second.getByText('at work in this tab').waitFor()
  // What it holds for is told before anything is asked of anybody.
  await second.getByRole('region', { name: 'Works whose key you have' }).getByText(SONG.title).waitFor()
})

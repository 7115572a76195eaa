import { expect, test } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { canonical } from '../../src/content/canonical.ts'
import { sealPart } from '../../src/content/sealed-part.ts'
import { SALT, SECRET, song } from '../content/manifests.ts'
import { deliverAll } from '../harness/delivering.ts'
import { inAnotherTime } from '../harness/kept-chain.ts'
import { publishRaw } from '../harness/stranger.ts'
import { AppPage } from './pages/app.ts'
import { connectAsking } from './pages/asking.ts'
import { LicencePage } from './pages/licence.ts'
import { WorkPage } from './pages/work.ts'

const DAY = 86_400

test('a fan buys with open eyes, closes the page, and plays as soon as the key has come', async () => {
  const app = await (await AppPage.open()).connectAs('Chidi')
  const licence = await LicencePage.of(app, 1)
  await licence.sees(/You pay for a play, and get the key/)
  await licence.sees('Not for training AI')
  await licence.sees('Signed by the account that published it.')
  await licence.sees(/written down with the payment/)
  await licence.sheet.getByText('Read the whole licence').click()
  await licence.sheet.getByRole('region', { name: 'The licence' }).getByText(/./).first().waitFor()
  await licence.sees(/^about/)
  await licence.sees('Your keys need a backup first, above.')
  await licence.buy()
  await licence.sees(/23 h/)

  await app.page.reload()
  await app.page.getByRole('region', { name: 'Your request' }).getByText('Waiting for the key').waitFor()
  expect(await deliverAll(1)).toBe(1)
  const work = new WorkPage(app.profile)
  await work.listen('Play')
  await expect.poll(async () => (await work.sound()).seconds).toBeGreaterThan(40)
  await app.page.getByText('You have this licence').waitFor()
  await app.goTo('#/portfolio')
  const row = app.page.getByRole('table', { name: 'Works you may use' }).getByRole('row', { name: /Spring Water/ })
  await row.getByText('in this browser').waitFor()
})

test('in dollars: a rejection changes nothing, then one signature and one transaction; more usages need no new key', async () => {
  const app = await AppPage.open({ wallet: 'ask' })
  const licence = await LicencePage.of(await connectAsking(app, 'Ada'), 5, 'Download')
  await licence.sees(/You pay for a download, and get the key/)
  await licence.sees(/One signature without cost/)
  await licence.sees(/The sealed files can be had without the seller/)
  await licence.backUp()
  await licence.press(/and ask for the key$/)
  await licence.reject()
  await licence.sees('You rejected it in the wallet.')
  await licence.press('Try again')
  await licence.question.getByText('Permit').first().waitFor()
  await licence.approve()
  await licence.question.getByText('Send this transaction?').waitFor()
  await licence.approve()
  await licence.sees('Waiting for the key')
  expect(await deliverAll(5)).toBe(1)
  await licence.sees('The key is here')
  await licence.press('Close')
  await app.page.getByText('You have the key: one payment, no new key').first().waitFor()
  await app.page
    .getByRole('main')
    .getByRole('button', { name: /^Pay a download/ })
    .click()
  await licence.sees(/one payment, and no new key/)
})

test('nobody delivers: after the deadline anybody sends the money back, and the fan takes it out', async () => {
  await inAnotherTime(async (pass) => {
    const fan = await (await AppPage.open()).connectAs('Dora')
    const licence = await LicencePage.of(fan, 2)
    await licence.buy()
    await licence.press('Close')
    await pass(DAY + 60)

    const other = await (await AppPage.open()).connectAs('Gus')
    await other.goTo('#/work/2')
    const waiting = other.page.getByRole('region', { name: 'Money of others that waits' })
    await waiting.getByText(/A request for the key of this work has expired/).waitFor()
    await waiting.getByRole('button', { name: 'Send the money back' }).click()
    await waiting.getByText('Sent back: it waits for its owner now.').waitFor()

    await fan.goTo('#/portfolio')
    const mine = fan.page.getByRole('region', { name: 'Waiting for you' })
    await mine.getByText(/0\.0004/).waitFor()
    await mine.getByRole('button', { name: 'Take out ETH' }).click()
    await mine.getByText('Taken out. The money is in your account.').waitFor()
  })
})

test('on a new device the key is handed over once more for the fee alone', async () => {
  const app = await (await AppPage.open()).connectAs('Chidi')
  await app.goTo('#/work/1')
  const card = app.page.getByRole('region', { name: 'Your key is not in this browser' })
  await card.getByRole('button', { name: 'Find it on the chain' }).click()
  await card.getByText(/It was bought with other keys/).waitFor()
  await card.getByRole('button', { name: 'Get the key once more' }).click()
  const licence = new LicencePage(app.profile)
  await licence.sees(/delivery fee only/)
  await licence.buy()
  expect(await deliverAll(1)).toBe(1)
  await licence.sees('The key is here')
  await licence.press('Close')
  await app.page.getByRole('main').getByRole('button', { name: 'Play', exact: true }).waitFor()
})

test('what a manifest says to licensees alone is shown to those who have the key', async () => {
  const told = { masterRights: 'Ama and Kofi', stems: ['drums', 'violin'], session: 'https://session.example/take-3' }
  const sealedPart = await sealPart(told, SECRET, SALT)
  const work = await publishRaw(canonical({ ...song, sealedPart }))
  const app = await AppPage.open()
  await app.goTo(`#/work/${work}`)
  const card = app.page.getByRole('region', { name: 'For licensees' })
  await card.getByText('A part of the description opens with the key.').waitFor()

  // Ada's demo wallet brings the key along, as those of her own works.
  await app.profile.context.addInitScript((secret) => {
    const really = window.fetch.bind(window)
    window.fetch = async (...asked) => {
      const answer = await really(...asked)
      if (!answer.url.endsWith('local.json')) return answer
      const config = (await answer.json()) as { accounts: { secrets: string[] }[] }
      config.accounts[0]!.secrets.push(secret)
      return Response.json(config)
    }
  }, toHex(SECRET))
  await app.page.reload()
  await app.connectAs('Ada')
  await card.getByText('Ama and Kofi').waitFor()
  await card.getByText('drums, violin').waitFor()
  await card.getByRole('link', { name: 'https://session.example/take-3' }).waitFor()
})

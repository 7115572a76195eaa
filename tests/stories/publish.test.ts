import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { PublishPage } from './pages/publish.ts'

const SONG = 'src/local/examples/media/night-ferry.mp3'
const FILM = 'src/local/examples/media/running-light.mp4'

test('a creator drops a song, says who made it and what it costs, and a stranger sees it', async () => {
  const publish = await PublishPage.open()
  await publish.connectAs('Ada')
  await publish.drop(SONG)
  await publish.sealed('night-ferry.mp3')
  await publish.page.getByLabel('Preview', { exact: true }).and(publish.page.locator('audio')).waitFor()
  await publish.step('Details')
  await publish.fill('Title', 'Ferry at Dawn')
  await publish.fill('Published by', 'Ada')
  await publish.offerPlaysFor('0.002')
  await publish.step('Review')
  await publish.page.getByText(/gas at the present fee/).waitFor()
  await expect.poll(() => publish.page.getByRole('table').innerText()).toContain('0.002')
  await publish.publish()
  await publish.published('Ferry at Dawn')
  const address = await publish.page.getByRole('link', { name: 'Open its page' }).getAttribute('href')

  const visitor = await AppPage.open()
  await visitor.goTo(address!)
  await visitor.page.getByRole('heading', { level: 1, name: 'Ferry at Dawn' }).waitFor()
})

test('leaving midway loses nothing: the draft is there, and sealing is not done again', async () => {
  const publish = await PublishPage.open()
  await publish.connectAs('Ada')
  await publish.drop(SONG)
  await publish.sealed('night-ferry.mp3')
  await publish.step('Details')
  await publish.fill('Title', 'Half a Song')
  await publish.fill('Published by', 'Ada')
  await publish.saved()
  await publish.page.reload()
  await publish.page.getByRole('heading', { level: 1, name: 'Half a Song' }).waitFor()
  await expect.poll(() => publish.page.getByLabel('Title', { exact: true }).inputValue()).toBe('Half a Song')
  await publish.step('Files')
  await publish.sealed('night-ferry.mp3')
  await publish.page.getByRole('button', { name: 'All drafts' }).click()
  await publish.page
    .getByRole('listitem')
    .filter({ hasText: 'Half a Song' })
    .getByRole('button', { name: 'Continue' })
    .click()
  await publish.offerPlaysFor('0.001')
  await publish.step('Review')
  await publish.publish()
  await publish.published('Half a Song')
})

test('a rejected signature costs nothing, and the next attempt goes on from there', async () => {
  const publish = await PublishPage.open({ wallet: 'ask' })
  await publish.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await publish.page.getByRole('dialog').getByRole('button', { name: /^Bela/ }).click()
  await publish.answer('Approve')
  await publish.drop({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Some notes.\n'.repeat(50)) })
  await publish.sealed('notes.txt')
  await publish.step('Details')
  await publish.fill('Published by', 'Bela')
  await publish.step('Price')
  await publish.page.getByLabel('Download', { exact: true }).selectOption('free')
  await publish.step('Review')
  await publish.publish()
  await publish.answer('Reject')
  await publish.page.getByText('You rejected it in the wallet.').first().waitFor()
  await publish.publish()
  await publish.answer('Approve')
  await publish.page.getByRole('dialog').getByText('Send this transaction?').waitFor()
  await publish.answer('Reject')
  await publish.page.getByText('You rejected it in the wallet.').first().waitFor()
  await publish.publish()
  // The manifest is signed already: only the transaction is asked for again.
  await publish.page.getByRole('dialog').getByText('Send this transaction?').waitFor()
  await publish.answer('Approve')
  await publish.published('notes')
})

test('a network that goes away after the signature stops publishing; it goes on when the network is back', async () => {
  const publish = await PublishPage.open()
  publish.profile.allow(/Failed to load resource|ERR_FAILED/)
  await publish.connectAs('Dora')
  await publish.drop({ name: 'poem.txt', mimeType: 'text/plain', buffer: Buffer.from('A poem.\n'.repeat(50)) })
  await publish.sealed('poem.txt')
  await publish.step('Details')
  await publish.fill('Published by', 'Dora')
  await publish.step('Price')
  await publish.page.getByLabel('Download', { exact: true }).selectOption('free')
  await publish.step('Review')
  await publish.page.getByText(/gas at the present fee/).waitFor()
  const [rpc] = theStack().config.network.rpcs
  await publish.page.route(`${rpc}/**`, (route) => route.abort())
  await publish.publish()
  await publish.page.getByText('Everything done so far is kept', { exact: false }).waitFor()
  await publish.page.unroute(`${rpc}/**`)
  await publish.publish()
  await publish.published('poem')
})

test('a file that lies about its type is named, and published as what it is', async () => {
  const publish = await PublishPage.open()
  await publish.drop({ name: 'song.mp3', mimeType: 'audio/mpeg', buffer: await readFile(FILM) })
  await publish.file('song.mp3').getByText('The name says something else than the file').waitFor()
  await publish.file('song.mp3').getByText('its bytes are video/mp4').waitFor()
})

test('a split that does not sum up stops before the wallet is asked, and says by how much', async () => {
  const publish = await PublishPage.open({ width: 390, height: 844, theme: 'dark' })
  await publish.drop(SONG)
  await publish.step('Split')
  await publish.fill('Shares', '60')
  await publish.page.getByText('40 of 100 shares are still to be given.').waitFor()
  await publish.step('Review')
  await publish.page.getByText('Before it can be published').waitFor()
  await expect.poll(() => publish.page.getByRole('button', { name: 'Sign and publish' }).count()).toBe(0)
  await expect.poll(() => publish.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

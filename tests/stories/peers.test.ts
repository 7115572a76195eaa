import { test } from 'vitest'
import { AppPage } from './pages/app.ts'
import { PublishPage } from './pages/publish.ts'

const SONG = 'src/local/examples/media/night-ferry.mp3'

/** A creator without any pinning service or gateway: the tab is the only place that has the bytes. */
async function creatorAlone(): Promise<PublishPage> {
  const publish = await PublishPage.open()
  const { relay } = await publish.page.evaluate(async () => {
    const { ipfs } = (await (await fetch('./local.json')).json()) as { ipfs: { relay: string } }
    return ipfs
  })
  await publish.page.evaluate(
    (relays) => {
      const storage = { gateways: [], pinning: [], relays }
      localStorage.setItem('tributary.choices', JSON.stringify({ theme: 'system', networks: [], volume: 1, storage }))
    },
    [relay],
  )
  await publish.page.reload()
  await publish.dropZone.waitFor()
  return publish
}

test("a stranger sees and plays what only the creator's open tab has", async () => {
  const creator = await creatorAlone()
  await creator.connectAs('Ada')
  await creator.drop(SONG)
  await creator.sealed('night-ferry.mp3')
  await creator.page.getByLabel('Preview', { exact: true }).and(creator.page.locator('audio')).waitFor()
  await creator.step('Details')
  await creator.fill('Title', 'From My Tab')
  await creator.fill('Published by', 'Ada')
  await creator.offerPlaysFor('0.001')
  await creator.step('Review')
  await creator.publish()
  await creator.page.getByRole('button', { name: 'Publish without copies' }).click()
  await creator.published('From My Tab')
  await creator.page.getByText('says where this browser’s copy is found').waitFor()
  await creator.profile.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await creator.page.getByRole('button', { name: 'Copy the link' }).click()
  await creator.page.getByRole('button', { name: 'Copied' }).waitFor()
  const link = await creator.page.evaluate(() => navigator.clipboard.readText())

  const stranger = await AppPage.open()
  stranger.profile.allow(/404/)
  await stranger.page.goto(link)
  await stranger.page.reload()
  await stranger.page.getByRole('heading', { level: 1, name: 'From My Tab' }).waitFor()
  await stranger.page.getByRole('button', { name: 'Play the preview' }).click()
  await stranger.page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.5)
})

import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { expect, test } from 'vitest'
import { canonical } from '../../src/content/canonical.ts'
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../src/content/bytes.ts'
import { publishRaw, put, STRANGER } from '../harness/stranger.ts'
import { AppPage } from './pages/app.ts'
import { ExplorePage } from './pages/explore.ts'
import { PublishPage } from './pages/publish.ts'
import { SigningPage } from './pages/pay.ts'
import { WorkPage } from './pages/work.ts'

const SCRIPT = '</script><script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
const NAME = `<img src=x onerror=alert(1)>${'W'.repeat(172)}`
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'owned\'"><image href="https://evil.example/cover"/><script>document.title="owned"</script></svg>'
const HTML = `<!doctype html><title>owned</title>${SCRIPT}<iframe src="https://evil.example/"></iframe>`
const CELLS = `=HYPERLINK("javascript:alert(1)"),"${'x'.repeat(4_000)}"\n<b>1</b>,${SCRIPT}\n`

/** As nasty as the format allows: every text is markup, longer than any line, and turns the reading direction. */
async function nasty(change: object = {}): Promise<Uint8Array> {
  const [svg, html, csv] = await Promise.all([SVG, HTML, CELLS].map(put))
  const longest = `${SCRIPT}\u202e\u2066[x](javascript:alert(1)) ${'نص'.repeat(500)}`
  return canonical({
    tributary: 'v1',
    name: NAME,
    description: longest.padEnd(10_000, 'Ш'),
    decimals: 6,
    '@context': 'https://schema.org',
    '@type': 'CreativeWork',
    kind: 'other',
    creator: { name: `"><svg onload=alert(1)>${'M'.repeat(170)}`, account: STRANGER },
    created: '2026-01-01T00:00:00Z',
    credits: Array.from({ length: 40 }, () => ({ name: `<b>${'N'.repeat(190)}`, role: `<i>${'R'.repeat(90)}` })),
    licence: {
      text: { cid: html!.cid, sha256: toHex(sha256(new TextEncoder().encode(HTML))) },
      terms: { commercialUse: true, derivatives: true, attribution: true, aiTraining: true, territory: 'worldwide' },
    },
    parents: [],
    cover: { ...svg, type: 'image/svg+xml', width: 1, height: 100_000 },
    preview: { ...html, type: 'text/html', note: `<script>${'n'.repeat(190)}` },
    files: [
      { ...html, name: '<iframe src=x>.html', type: 'text/html' },
      { ...svg, name: `${'f'.repeat(250)}.svg`, type: 'image/svg+xml' },
      { ...csv, name: 'prices.csv', type: 'text/csv' },
      { ...html, name: 'song.mp3', type: 'audio/mpeg' },
      { ...html, name: 'song.mp3', type: 'audio/mpeg' },
      { ...html, name: 'again.html', type: 'text/html' },
    ],
    hints: { gateways: ['https://evil.example'] },
    ...change,
  })
}

/** Where the page went that is not this machine. */
function strangersAsked(app: AppPage): string[] {
  const asked: string[] = []
  app.profile.context.on('request', (request) => {
    if (!/^(blob:|data:|(https?|wss?):\/\/(127\.0\.0\.1|localhost)[:/])/.test(request.url())) asked.push(request.url())
  })
  return asked
}

/** What makes the page wider than its window: nothing, or the elements that stick out. */
const stickingOut = (app: AppPage) =>
  app.page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return Array.from(document.querySelectorAll('body *'))
      .filter((element) => element.getBoundingClientRect().right > room + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 30)}`)
      .slice(0, 30)
  })

test('a manifest full of markup is shown as text, runs nothing, fetches nothing and breaks no layout', async () => {
  const number = await publishRaw(await nasty())
  for (const width of [390, 1280]) {
    const app = await AppPage.open({ width, height: 844 })
    const asked = strangersAsked(app)
    const work = await WorkPage.of(app, number)
    await work.page.getByRole('heading', { level: 1, name: NAME }).waitFor()
    await work.page.getByText('document.title="owned"').first().waitFor()
    await work
      .section('Credits')
      .getByText(/^<b>N+$/)
      .first()
      .waitFor()
    await work.section('Files and copies').getByText('<iframe src=x>.html').waitFor()
    await work.page.getByRole('button', { name: 'Read the licence' }).click()
    await work.page.getByRole('dialog').getByText('<!doctype html>').waitFor()
    await work.page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
    await expect.poll(() => stickingOut(work)).toEqual([])
    expect(
      await work.page.locator('main :is(script, iframe, svg image, img[src="x"], [onerror], [onload])').count(),
    ).toBe(0)
    await work.goTo('#/')
    const explore = new ExplorePage(app.profile)
    await explore.card('<img src=x').first().waitFor()
    await expect.poll(() => stickingOut(explore)).toEqual([])
    expect(await work.page.title()).not.toContain('owned')
    expect(asked.filter((url) => url.includes('evil'))).toEqual([])
    await app.profile.close()
  }
})

test('a file that lies about its type to the player ends in a sentence', async () => {
  const work = await WorkPage.of(await AppPage.open(), await publishRaw(await nasty({ name: 'Not a Song' })))
  await work.listen('Play')
  await work.page
    .getByText(/cannot be played|cannot play/)
    .first()
    .waitFor()
})

test.each([
  ['a name that turns the reading direction', () => nasty({ name: 'gnp.\u202eexe' }), 'name'],
  ['a title of 10 kB', () => nasty({ name: 'W'.repeat(10_240) }), 'name'],
  ['an address that would run', () => nasty({ external_url: 'javascript:alert(1)' }), 'external_url'],
  [
    'a file that climbs out of its folder',
    () => nasty({ files: [{ name: '../x', type: 'a/b', bytes: 1 }] }),
    'files.0',
  ],
  ['a field that would reach a prototype', () => nasty({ constructor: { prototype: 1 } }), 'constructor'],
  ['no JSON at all', () => new TextEncoder().encode(`${HTML}${Math.random()}`), 'JSON'],
  ['JSON as deep as a well', () => new TextEncoder().encode('['.repeat(100_000)), 'deep'],
])('a manifest with %s is refused and named; the chain’s facts stay', async (_, manifest, named) => {
  const work = await WorkPage.of(await AppPage.open(), await publishRaw(await manifest()))
  const notice = work.page.getByRole('main').getByText(/Nothing of it is shown/)
  await notice.waitFor()
  expect(await notice.innerText()).toContain(named)
  expect(await work.heading.innerText()).toMatch(/^Work \d+$/)
  await expect.poll(() => work.ledger.count()).toBeGreaterThan(0)
})

test('an empty file is left out, and says so', async () => {
  const publish = await PublishPage.open({ width: 390, height: 844 })
  await publish.connectAs('Dora')
  await publish.drop(
    { name: 'nothing.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) },
    { name: 'poem.txt', mimeType: 'text/plain', buffer: Buffer.from('A poem.\n'.repeat(50)) },
  )
  await publish.page.getByText('“nothing.mp3” is empty: it has 0 bytes.').waitFor()
  await publish.sealed('poem.txt')
  expect(await publish.file('nothing.mp3').count()).toBe(0)
  await expect.poll(() => stickingOut(publish)).toEqual([])
})

test('a page older than its site says so instead of checking for ever', async () => {
  const app = await AppPage.open()
  app.profile.allow(/Failed to (load|fetch)|404/)
  await app.connectAs('Gus')
  await app.page.route(/assets\/(prepare|landing)-/, (route) => route.fulfill({ status: 404 }))
  const pay = await SigningPage.tip(app, 7, '0.001')
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees(/this page is older than the site/)
  expect(await pay.page.getByText('Being checked').count()).toBe(0)
})

test('no screen is wider than a phone, on the right network and on a wrong one', async () => {
  const app = await (await AppPage.open({ width: 390, height: 844 })).connectAs('Hana')
  for (const network of ['right', 'wrong']) {
    if (network === 'wrong') {
      await onNetwork(app, 'Hana', '0x1')
      await app.page.getByRole('banner').getByText('Wrong network').waitFor()
    }
    for (const address of SCREENS) {
      await app.goTo(address)
      await app.page.locator('#main h1').first().waitFor()
      await expect.poll(() => stickingOut(app), { message: `${address}, ${network} network` }).toEqual([])
    }
  }
})

const SCREENS = [
  '#/',
  '#/work/7',
  '#/publish',
  '#/portfolio',
  '#/flows',
  '#/verify/7',
  '#/statement/7',
  '#/settings',
  '#/learn',
]

test('publishing on a wrong network stops before the wallet is asked, and switches with one click', async () => {
  const publish = await readyToPublish('lost.txt', 'Emre')
  await onNetwork(publish, 'Emre', '0x1')
  await publish.page.getByText('The wallet is on Ethereum.').waitFor()
  await expect.poll(() => publish.page.getByRole('button', { name: 'Sign and publish' }).count()).toBe(0)
  await publish.page.getByRole('button', { name: /^Switch to/ }).click()
  await publish.publish()
  await publish.published('lost')
})

test('a tab closed while copies are made goes on there, and sends one transaction', async () => {
  const publish = await readyToPublish('closed.txt', 'Chidi')
  publish.profile.allow(/ERR_|Failed to load resource/)
  const { context } = publish.profile
  // Uploads hang, as on a network that stalls.
  const stalled = /api\/v0|\/pins/
  await context.route(stalled, () => undefined)
  await publish.publish()
  await publish.page.getByRole('progressbar', { name: 'Put copies where others find them' }).waitFor()
  await publish.page.reload()
  await context.unroute(stalled)
  await publish.page.getByRole('heading', { level: 1, name: 'closed' }).waitFor()
  let sent = 0
  publish.page.on('request', (request) => (sent += Number(/eth_sendRawTransaction/.test(request.postData() ?? ''))))
  await publish.page.getByRole('button', { name: 'Go on publishing' }).click()
  await publish.published('closed')
  expect(sent).toBe(1)
})

test('a tab closed while a large file is sealed goes on there when the file is given again', async () => {
  const publish = await PublishPage.open()
  await publish.connectAs('Ada')
  const folder = await mkdtemp(join(tmpdir(), 'tributary-'))
  const file = join(folder, 'large.bin')
  // More than a draft keeps, so that the file has to be given again, and enough to be at work still when the tab is
  // closed; sparse on disk, real to the browser.
  await writeFile(file, '')
  await truncate(file, 768 << 20)
  await publish.drop(file)
  const bar = publish.page.getByRole('progressbar', { name: 'Sealing large.bin' })
  await expect.poll(() => sealedPart(bar)).toBeGreaterThan(0)
  await publish.saved()
  await publish.page.reload()
  await publish.page.getByText('Some files are needed again').waitFor()
  await publish.drop(file)
  await publish.page.locator('#main').getByText('Sealed', { exact: true }).waitFor({ timeout: 240_000 })
  expect(await publish.page.getByRole('listitem').filter({ hasText: 'large.bin' }).count()).toBe(1)
  await rm(folder, { recursive: true })
})

const sealedPart = async (bar: Locator) =>
  (await bar.count()) > 0 ? Number(await bar.getAttribute('aria-valuenow')) : 0

test.each(['no storage at all', 'a full disk'])('a browser with %s says so, and never waits for ever', async (what) => {
  const app = await AppPage.open()
  app.profile.allow(/./)
  const { context, page } = app.profile
  if (what === 'a full disk') {
    const session = await context.newCDPSession(page)
    const { origin } = new URL(page.url())
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000 })
  } else {
    await context.addInitScript(REFUSING)
    // A worker's own storage is refused by the first lines of its script.
    await context.route(/content\.worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: `${REFUSING}\n${await response.text()}` })
    })
  }
  await page.reload()
  await app.connectAs('Dora')
  await app.goTo('#/publish')
  const publish = new PublishPage(app.profile)
  await publish.dropZone.waitFor()
  await publish.drop({ name: 'poem.txt', mimeType: 'text/plain', buffer: Buffer.from('A poem.\n'.repeat(500_000)) })
  const file = publish.file('poem.txt')
  await file.getByText('Stopped', { exact: true }).waitFor()
  await file.getByText(/no room|does not keep data/).waitFor()
  await page
    .getByText(/not let the site save drafts|draft is not saved/)
    .first()
    .waitFor()
})

const REFUSING = `for (const store of ['indexedDB', 'caches'])
  Object.defineProperty(globalThis, store, { get() { throw new DOMException('Denied', 'SecurityError') } })`

/** A poem at its review, with everything filled in. */
async function readyToPublish(name: string, by: string): Promise<PublishPage> {
  const publish = await PublishPage.open()
  await publish.connectAs(by)
  await publish.drop({ name, mimeType: 'text/plain', buffer: Buffer.from(`${name}.\n`.repeat(50)) })
  await publish.sealed(name)
  await publish.step('Details')
  await publish.fill('Published by', by)
  await publish.step('Price')
  await publish.page.getByLabel('Download', { exact: true }).selectOption('free')
  await publish.step('Review')
  await publish.page.getByText(/gas at the present fee/).waitFor()
  return publish
}

/** Moves the demo wallet of this name to another network, as a person does inside a wallet. */
async function onNetwork(app: AppPage, name: string, chainId: string): Promise<void> {
  await app.page.evaluate(
    ([wanted, to]) =>
      new Promise<void>((done) => {
        type Announced = CustomEvent<{ info: { name: string }; provider: { request(asked: object): Promise<unknown> } }>
        window.addEventListener('eip6963:announceProvider', (event) => {
          const { info, provider } = (event as Announced).detail
          if (!info.name.startsWith(wanted!)) return
          void provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: to }] }).then(() => done())
        })
        window.dispatchEvent(new Event('eip6963:requestProvider'))
      }),
    [name, chainId],
  )
}

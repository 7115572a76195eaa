import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { beforeAll, expect, test } from 'vitest'
import { canonical } from '../../src/content/canonical.ts'
import { DIST } from '../../src/local/build.ts'
import { serveApp } from '../../src/local/serve.ts'
import { addInto } from '../../src/storage/addInto.ts'
import { blockBytes } from '../../src/storage/blocks.ts'
import { upload } from '../../src/storage/upload.ts'
import { theStack } from '../harness/stack.ts'
import { publishRaw, STRANGER } from '../harness/stranger.ts'
import { csv, epub, pdf, utf8, xhtml, zip } from '../read/files.ts'
import { AppPage } from './pages/app.ts'
import { ReaderPage } from './pages/read.ts'
import { WorkPage } from './pages/work.ts'

const gateway = () => new RegExp(`^${theStack().config.ipfs.gateway}/ipfs/`)

interface Content {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Publishes files of any length, open, in leaves of a mebibyte as the app does. */
async function publish(name: string, ...contents: readonly Content[]): Promise<number> {
  const files = []
  for (const { name, type, bytes } of contents) {
    const store = new MemoryBlockstore()
    const added = await addInto(store, new Blob([bytes]))
    await upload(theStack().config.ipfs.pinning, CID.parse(added.cid), (each) => blockBytes(store, each), {})
    files.push({ name, type, ...added })
  }
  return publishRaw(
    canonical({
      tributary: 'v1',
      name,
      description: '',
      decimals: 6,
      '@context': 'https://schema.org',
      '@type': 'CreativeWork',
      kind: 'other',
      creator: { name: 'Fay', account: STRANGER },
      created: '2026-01-01T00:00:00Z',
      credits: [],
      licence: {
        spdx: 'CC0-1.0',
        terms: { commercialUse: true, derivatives: true, attribution: false, aiTraining: true, territory: 'worldwide' },
      },
      parents: [],
      files,
    }),
  )
}

/** A profile that has not looked at other works, so that what it fetches is told apart. */
const quiet = () => AppPage.open({ wallet: 'ask', url: `${theStack().url}#/learn` })

/** Blocks asked of the gateway from now on. */
function blocksAsked(app: AppPage): { count: number } {
  const asked = { count: 0 }
  app.profile.context.on('request', (request) => {
    if (gateway().test(request.url())) asked.count++
  })
  return asked
}

const TABLE = csv(24_000_000)
const PAPER = pdf(
  Array.from({ length: 40 }, (_, at) => (at === 29 ? 'Here lies the anchor' : `Page number ${at + 1}`)),
  300_000,
)

let large: number
beforeAll(async () => {
  large = await publish(
    'Large things',
    { name: 'readings.csv', type: 'text/csv', bytes: TABLE },
    { name: 'paper.pdf', type: 'application/pdf', bytes: PAPER },
  )
})

test('a book that one has the key to opens, is read by keyboard and contents, and its place is found again', async () => {
  const app = await (await AppPage.open()).connectAs('Dora')
  const work = await WorkPage.of(app, 5)
  await work.page.getByRole('link', { name: 'Read ferrymans-ledger.epub' }).first().click()
  const reader = new ReaderPage(app.profile)
  await reader.sees('belonged to nobody in particular')
  const where = reader.page.getByText(/Part \d of 3/)
  await expect.poll(() => where.innerText()).toMatch(/Part 1 of 3, page 1 of/)
  await reader.page.keyboard.press('ArrowRight')
  await reader.sees('thought of the stones')
  await reader.press('Contents')
  await reader.press('Three: the other bank')
  await reader.sees('a stranger built a second ferry')
  await reader.press('Text and page')
  for (let i = 0; i < 8; i++) await reader.press('Larger text')
  await reader.page.getByLabel('Page', { exact: true }).selectOption('paper')
  await reader.page.keyboard.press('Escape')
  // Set anew in larger letters, it takes more pages than one.
  await expect.poll(() => where.innerText()).toMatch(/Part 3 of 3, page 1 of [2-9]/)
  await reader.press('Next page')
  await expect.poll(() => where.innerText()).toMatch(/Part 3 of 3, page 2 of/)
  await reader.page.reload()
  await expect.poll(() => where.innerText()).toMatch(/Part 3 of 3, page 2 of/)
  await reader.press('Work')
  await work.heading.waitFor()
  await expect.poll(() => work.heading.innerText()).toBe('The Ferryman’s Ledger')
})

test('a PDF of many pages shows, searches and finds its place again without being loaded whole', async () => {
  const app = await quiet()
  const asked = blocksAsked(app)
  const reader = await ReaderPage.of(app, large, 1)
  const page = reader.page.getByRole('spinbutton', { name: 'Page' })
  await reader.page.getByLabel('Page 1', { exact: true }).getByText('Page number 1').waitFor()
  await expect.poll(() => reader.page.getByText('of 40').count()).toBe(1)
  expect(asked.count).toBeLessThan(8)
  await reader.page.getByPlaceholder('Search').fill('the anchor')
  await reader.sees('On 1 page')
  await expect.poll(() => page.inputValue()).toBe('30')
  await reader.page.getByLabel('Page 30', { exact: true }).getByText('Here lies the anchor').waitFor()
  await reader.page.reload()
  await expect.poll(() => page.inputValue()).toBe('30')
})

test('a table of 24 MB shows its first rows at once, goes on as one scrolls, sorts and searches what is loaded', async () => {
  const app = await quiet()
  const asked = blocksAsked(app)
  const reader = await ReaderPage.of(app, large, 0)
  const grid = reader.page.getByRole('grid', { name: 'readings.csv' })
  await grid.getByRole('gridcell', { name: 'River, no. 1', exact: true }).first().waitFor()
  expect(asked.count).toBeLessThan(6)
  await reader.sees(/rows loaded, .* of 24\.0 MB/)
  await grid.focus()
  await reader.page.keyboard.press('Control+End')
  await expect.poll(() => asked.count).toBeGreaterThan(3)
  await grid.getByRole('columnheader', { name: 'reading' }).getByRole('button').click()
  await reader.sees('sorted among themselves only')
  await reader.page.keyboard.press('Control+Home')
  await grid.evaluate((element) => (element.scrollTop = 0))
  await expect.poll(() => grid.locator('[role=row]').nth(1).getByRole('gridcell').nth(3).innerText()).toBe('0')
  await reader.page.getByPlaceholder('Search the loaded rows').fill('no. 42')
  await reader.sees(/with “no\. 42”/)
  await expect
    .poll(() => grid.locator('[role=row]').nth(1).getByRole('gridcell').nth(1).innerText())
    .toBe('River, no. 42')
})

test('a download stopped by closing the tab goes on where it was, and is the file byte for byte', async () => {
  const app = await quiet()
  // The system's own dialog cannot be driven; the folder it would give is one of the browser's private store.
  await app.profile.context.addInitScript(() => {
    Object.assign(globalThis, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true }),
    })
  })
  // Without peers: the local node has everything, and would send over Bitswap what the gateway holds back.
  await app.page.evaluate(() => localStorage.setItem('tributary.choices', '{"peers":false}'))
  await app.page.reload()
  const held = new Set<() => void>()
  let served = 0
  await app.profile.context.route(gateway(), async (route) => {
    if (held.size > 0 || ++served > 9) await new Promise<void>((go) => held.add(go))
    await route.continue().catch(() => undefined)
  })
  const names = () =>
    app.page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true })
      const found: string[] = []
      for await (const [name, handle] of folder.entries())
        found.push(`${name} ${(await (handle as FileSystemFileHandle).getFile()).size}`)
      return found
    })
  const work = await WorkPage.of(app, large)
  await work.page.getByRole('button', { name: 'Download readings.csv' }).click()
  await work.page.getByText('Writing readings.csv').waitFor()
  await expect.poll(() => work.page.getByText(/^[3-9]\.\d MB of 24\.0 MB$/).count()).toBe(1)
  await work.page.getByRole('button', { name: 'Pause' }).click()
  for (const go of held) go()
  await work.page.getByText('Stopped; what is not whole ends in “.part”').waitFor()
  await expect.poll(async () => (await names()).join()).toMatch(/^readings\.csv\.part [3-9]\d{6}$/)
  await app.profile.context.unroute(gateway())
  const before = blocksAsked(app)
  await work.page.reload()
  await work.page.getByRole('button', { name: 'Continue' }).click()
  await work.page.getByText('Saved in “picked”, every byte').waitFor()
  expect(before.count).toBeLessThan(26)
  expect(await names()).toEqual([`readings.csv ${TABLE.length}`])
  const digest = await app.page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked')
    const file = await (await folder.getFileHandle('readings.csv')).getFile()
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join()
  })
  expect(digest).toBe([...new Uint8Array(await crypto.subtle.digest('SHA-256', TABLE))].join())
})

test('what is kept here is read with everything else switched off, after a reload too, and removed again', async () => {
  const own = await serveApp(DIST, 0, { '/local.json': theStack().config })
  const app = await (await AppPage.open({ url: own.url })).connectAs('Dora')
  const work = await WorkPage.of(app, 5)
  const files = work.section('Files and copies')
  await files.getByRole('button', { name: /^Keep offline · / }).click()
  await files.getByText(/are free here/).waitFor()
  await files.getByRole('button', { name: 'Keep it' }).click()
  await files.getByText('Available offline').first().waitFor()
  app.profile.allow(/ERR_|Failed to (load|fetch)|net::/)
  await own.stop()
  await app.profile.context.route(/^http:\/\/127/, (route) =>
    route.request().url().startsWith(own.url) ? route.continue() : route.abort(),
  )
  await app.goTo('#/read')
  await app.page.reload()
  await app.page.getByRole('heading', { name: 'Kept in this browser' }).waitFor()
  await app.page.getByRole('link', { name: 'Open' }).click()
  const reader = new ReaderPage(app.profile)
  await reader.sees('belonged to nobody in particular')
  await app.goTo('#/read')
  await app.page.getByRole('button', { name: 'Remove' }).click()
  await app.page.getByText('Nothing is kept here yet').waitFor()
})

test('files that lie or attack are named, nothing of theirs runs, and nobody else is asked', async () => {
  const evil = 'https://evil.example'
  const hostile = await epub({
    prolog: '<!DOCTYPE html [<!ENTITY x SYSTEM "https://evil.example/xxe"><!ENTITY lol "lol">]>',
    chapters: [
      `<p id="a" style="position:fixed;inset:0;background:url(${evil}/css)" onclick="document.title='owned'">Kept words &x;&lol;</p>
       <script>document.title='owned'</script><iframe src="${evil}/frame"></iframe><img src="${evil}/image.png" onerror="document.title='owned'"/>
       <link rel="stylesheet" href="${evil}/style"/><style>@import url(${evil}/import)</style>
       <a href="javascript:document.title='owned'">Click me</a><form action="${evil}"><input name="x"/></form>
       <svg xmlns="http://www.w3.org/2000/svg" onload="document.title='owned'"><image href="${evil}/svg"/></svg>
       <object data="${evil}/object"/><video src="${evil}/video" autoplay=""></video><meta http-equiv="refresh" content="0;url=${evil}"/>`,
    ],
  })
  const giant = new Uint8Array(40)
  giant.set(utf8('\x89PNG\r\n\x1a\n'.replace('\x89', '')), 1)
  giant.set([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8,
    6,
  ])
  const bomb = await zip([{ name: 'page.png', bytes: new Uint8Array(120_000_000), packed: true }])
  const work = await publish(
    'Nasty things',
    { name: 'book.epub', type: 'application/epub+zip', bytes: hostile },
    { name: 'table.csv', type: 'text/csv', bytes: PAPER.slice(0, 50_000) },
    { name: 'paper.pdf', type: 'application/pdf', bytes: utf8('%PDF-1.7 and nothing else of it') },
    { name: 'giant.png', type: 'image/png', bytes: giant },
    { name: 'comic.cbz', type: 'application/zip', bytes: bomb },
    {
      name: 'page.html',
      type: 'text/html',
      bytes: utf8(xhtml(`<script>document.title='owned'</script><img src="${evil}/x"/>`)),
    },
  )
  const app = await AppPage.open()
  const strangers: string[] = []
  app.profile.context.on('request', (request) => {
    if (!/^(http|ws):\/\/(127\.0\.0\.1|localhost)|^(blob|data):/.test(request.url())) strangers.push(request.url())
  })
  const said = [
    'Kept words',
    'its bytes are something else',
    'cannot be read as one',
    'more than a browser can show',
    'unpacks to more than',
    '<script>',
  ]
  for (const [file, sentence] of said.entries()) {
    const reader = await ReaderPage.of(app, work, file)
    await reader.sees(sentence)
    if (file === 0) await reader.page.getByText('Click me').click()
    expect(await reader.page.title()).not.toBe('owned')
    expect(
      await reader.page
        .locator('dialog :is(script, iframe, object, form, style, video, [style*=position], [onclick])')
        .count(),
    ).toBe(0)
  }
  expect(strangers).toEqual([])
})

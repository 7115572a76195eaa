/** A proof file leaves the app, and is checked where there is neither the app nor a network. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Download, Page } from 'playwright'
import { keccak256, toRlp } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFaults } from '../harness/axe.ts'
import { newProfile } from '../harness/profile.ts'
import { edited } from '../verify/file-stage.ts'
import { AppPage } from './pages/app.ts'

const REMIX = 7

let folder: string
/** As saved by the first story. */
let proof: Buffer
const at = (name: string) => join(folder, name)
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'tributary-proof-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a proof file and the checker are saved, and verify from the disk of a machine without internet', async () => {
  const app = await AppPage.open()
  await app.goTo(`#/verify/${REMIX}`)
  const file = await saved(app.page, () => app.page.getByRole('button', { name: 'Save proof file' }).click())
  expect(file.suggestedFilename()).toMatch(/^work-7-chain-31337-block-\d+\.proof$/)
  await file.saveAs(at('work.proof'))
  proof = await readFile(at('work.proof'))
  expect(proof.length).toBeLessThan(30_000)
  const page = await saved(app.page, () => app.page.getByRole('link', { name: /checker/i }).click())
  await page.saveAs(at('checker.html'))

  const { checker, asked } = await openChecker()
  await checker.getByText('Drop a proof file here').waitFor()
  await drop(checker, proof, 'work.proof')
  await checker.getByRole('heading', { name: 'The file adds up' }).waitFor()
  await checker.getByRole('heading', { name: 'Is this block real?' }).waitFor()
  const held = checker.getByRole('table', { name: /^Owed to each holder/ }).locator('tbody tr')
  await expect.poll(() => held.count()).toBeGreaterThan(1)
  // One holder's own equation, as in the app.
  await held.first().getByRole('button').click()
  await checker.getByText(/^What .+ earned/).waitFor()
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    await checker.emulateMedia({ colorScheme })
    await checker.setViewportSize({ width, height: 900 })
    expect(await axeFaults(checker)).toEqual([])
    await expect.poll(() => sideways(checker)).toBe(0)
  }
  expect(asked).toEqual([pathToFileURL(at('checker.html')).href + '?demo=auto'])
})

test('what was done to a file is said, by the checker and by the app, and a good one verifies after it', async () => {
  // A bit of the way and one of a hand: the second mends the checksum.
  const harmed = proof.with(proof.length >> 1, proof[proof.length >> 1]! ^ 1)
  const forged = edited(proof, (body) => {
    const nodes = body[5] as Uint8Array[]
    body[5] = nodes.with(1, nodes[1]!.with(40, nodes[1]![40]! ^ 1))
  })
  const { checker } = await openChecker()
  const app = await AppPage.open()
  await app.goTo('#/verify')
  await app.page.getByRole('heading', { level: 1 }).waitFor()
  for (const page of [checker, app.page]) {
    for (const [bytes, sentence] of [
      [harmed, /damaged on its way/],
      [proof.subarray(0, 999), /is cut off/],
      [new TextEncoder().encode('<html>'), /not a proof file/],
      [forged, /taken out or altered/],
    ] as const) {
      await choose(page, bytes)
      await page.getByText(sentence).first().waitFor()
      expect(await page.getByRole('heading', { name: /adds up$/ }).count()).toBe(0)
    }
    await choose(page, proof)
    await page.getByRole('heading', { name: /adds up$/ }).waitFor()
  }
  // Online, the network is asked for the block; then there is more to say.
  await app.page.getByRole('heading', { name: 'It adds up', exact: true }).waitFor()
  await app.page.getByText('Yes, on').waitFor()
})

test('a block that never was, with everything in it as it should be, is found out by asking the network', async () => {
  const invented = edited(proof, (body) => {
    // What a miner may write into a block as he likes: nothing else in it changes, except its hash.
    const fields = (body[3] as Uint8Array[]).with(12, new TextEncoder().encode('invented'))
    body[2] = keccak256(toRlp(fields, 'bytes'), 'bytes')
    body[3] = fields
  })
  const { checker } = await openChecker()
  await choose(checker, invented)
  await checker.getByRole('heading', { name: 'The file adds up' }).waitFor()
  const app = await AppPage.open()
  await app.goTo('#/verify')
  await choose(app.page, invented)
  await app.page.getByRole('heading', { name: 'This file does not tell the truth' }).waitFor()
  await app.page.getByText(/has another block there/).waitFor()
})

test('the verdict on a large file never stands under the name of the one that was dropped after it', async () => {
  const { checker } = await openChecker()
  await checker.getByText('Drop a proof file here').waitFor()
  await checker.evaluate((base64) => {
    const small = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))
    for (const [bytes, name] of [
      [new Uint8Array(16 << 20), 'large.proof'],
      [small, 'small.proof'],
    ] as const) {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], name))
      document.querySelector('main')!.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
    }
  }, proof.toString('base64'))
  await checker.getByText('Work 7 · small.proof').waitFor()
  // Longer than it takes to read and refuse the large one.
  await checker.waitForTimeout(1_000)
  await checker.getByRole('heading', { name: 'The file adds up' }).waitFor()
  expect(await checker.getByText(/not a proof file/).count()).toBe(0)
})

/** How many pixels stick out of the window. */
const sideways = (page: Page) => page.evaluate(() => document.body.scrollWidth - document.documentElement.clientWidth)

async function saved(page: Page, click: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  return download
}

/** The saved checker in a browser that has no network; and everything it asks for all the same. */
async function openChecker(): Promise<{ checker: Page; asked: string[] }> {
  const { page, context } = await newProfile({ url: pathToFileURL(at('checker.html')).href })
  await context.setOffline(true)
  const asked: string[] = []
  page.on('request', (request) => void asked.push(request.url()))
  await page.reload()
  return { checker: page, asked }
}

async function drop(page: Page, bytes: Buffer, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ base64, called }) => {
      const dropped = new DataTransfer()
      dropped.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], called))
      return dropped
    },
    { base64: bytes.toString('base64'), called: name },
  )
  for (const kind of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', kind, { dataTransfer: transfer })
}

async function choose(page: Page, bytes: Uint8Array): Promise<void> {
  const name = `${bytes.length}.proof`
  await writeFile(at(name), bytes)
  await page.locator('input[type=file]').first().setInputFiles(at(name))
}

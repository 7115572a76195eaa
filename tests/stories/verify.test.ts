import { afterEach, beforeAll, expect, test } from 'vitest'
import type { FaultProxy } from '../harness/fault-proxy.ts'
import { hangs, on, status } from '../harness/faults/answers.ts'
import { drops, event } from '../harness/faults/logs.ts'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { openAsking, proxyOfChain, VerifyPage } from './pages/verify.ts'

const REMIX = 7

let proxy: FaultProxy
beforeAll(async () => {
  proxy = await proxyOfChain()
  return () => proxy.stop()
})
afterEach(() => proxy.reset())

test('a work adds up, and each payment shows its path to every holder', async () => {
  const verify = await VerifyPage.of(await AppPage.open(), REMIX)
  const { page } = verify
  expect(await verify.verdict()).toBe('It adds up')
  for (const step of ['Proven by the block', 'No gaps', 'The totals are proven', 'Nothing can be missing'])
    await expect.poll(() => verify.step(step)).toBe('Reached')
  await expect.poll(() => verify.step('The block itself proven')).toBe('Not reached')
  await page.getByText('the contract says the same').waitFor()

  await verify.events.filter({ hasText: 'paid by' }).last().click()
  const path = page.getByRole('table', { name: /^The path of this money/ })
  await expect.poll(() => path.locator('tbody tr').count()).toBeGreaterThan(4)
  for (const through of ['Where They Meet', 'Spring Water', 'Night Ferry'])
    await expect.poll(() => path.innerText()).toContain(through)
  await page.getByText(/^Owed after it/).waitFor()
  await path.getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Is this holder paid right?' }).waitFor()
  await expect.poll(() => verify.verdict()).toBe('It adds up')
  await expect.poll(() => verify.holders.count()).toBe(1)
  await verify.goTo(`#/work/${REMIX}`)
  await page.getByRole('link', { name: /^Verified in this browser/ }).waitFor()
})

test('the ledger is read by keyboard alone: an event found by its number, opened, and left again', async () => {
  const verify = await VerifyPage.of(await AppPage.open(), REMIX)
  const { page } = verify
  await verify.verdict()
  await page.getByRole('button', { name: 'Money in' }).press('Enter')
  await expect.poll(() => verify.events.filter({ hasText: 'paid by' }).count()).toBeGreaterThan(0)
  await expect.poll(() => verify.events.filter({ hasText: 'minted' }).count()).toBe(0)
  await page.getByLabel('Event', { exact: true }).fill('1')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Event 1' })
  await sheet.getByText(/100 shares minted/).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => sheet.count()).toBe(0)
  await page.getByRole('listbox').focus()
  for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('dialog').getByText('Hash after', { exact: true }).waitFor()
})

test('an RPC that drops one event is caught, the event is named, and nobody else is accused', async () => {
  proxy.faults = [drops(event(REMIX, 4))]
  const verify = await VerifyPage.of(await openAsking([proxy.url]), REMIX)
  expect(await verify.verdict()).toBe('The RPC did not tell the truth')
  await expect
    .poll(() => verify.findings.first().innerText())
    .toMatch(/The RPC left out event 4 of work 7 in block \d+/)
  expect(await verify.page.getByText('It does not add up').count()).toBe(0)
})

test('where one RPC lies and another does not, the truth is shown and the liar named', async () => {
  proxy.faults = [drops(event(REMIX, 4))]
  const honest = theStack().config.network.rpcs[0]!.replace('127.0.0.1', 'localhost')
  const verify = await VerifyPage.of(await openAsking([proxy.url, honest]), REMIX)
  expect(await verify.verdict()).toBe('It adds up')
  const asked = verify.page.getByRole('region', { name: 'Who was asked' }).getByRole('listitem')
  const liar = asked.filter({ hasText: new URL(proxy.url).host })
  await expect.poll(() => liar.first().innerText()).toContain('Did not tell the truth')
  await expect.poll(() => liar.first().innerText()).toMatch(/left out event 4/)
  await asked
    .filter({ hasText: new URL(honest).host })
    .first()
    .getByText('Told all this')
    .waitFor()
})

test('what an RPC does not answer is no accusation, and a try later succeeds', async () => {
  proxy.faults = [on('eth_getLogs', status(500, 'out of order'))]
  const app = await openAsking([proxy.url])
  app.profile.allow(/Failed to load resource/)
  const verify = await VerifyPage.of(app, REMIX)
  expect(await verify.verdict()).toBe('Not everything checked')
  await expect.poll(() => verify.findings.filter({ hasText: 'Wrong.' }).count()).toBe(0)
  // Nothing is added up of what is not whole: it would differ, and look like a fault.
  await verify.page.getByText('Nothing can be added up').waitFor()
  expect(await verify.page.getByText(/the contract says|Nothing has come in yet/).count()).toBe(0)
  await expect.poll(() => verify.holders.count()).toBe(0)
  proxy.reset()
  await verify.page.getByRole('button', { name: 'Check again' }).click()
  await expect.poll(() => verify.verdict()).toBe('It adds up')
})

test('whoever waits for an RPC that hangs can stop, and go on when it is well again', async () => {
  proxy.faults = [on('eth_getProof', hangs), on('eth_getLogs', hangs)]
  const verify = await VerifyPage.of(await openAsking([proxy.url]), REMIX)
  const { page } = verify
  await page.getByRole('progressbar').waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Nothing was found out: neither good nor bad.').waitFor()
  proxy.reset()
  await page.getByRole('button', { name: 'Check' }).click()
  expect(await verify.verdict()).toBe('It adds up')
})

test('a link from a stranger opens on a phone without a wallet, on the network it is about', async () => {
  const { url, config } = theStack()
  const link = `${url}#/verify/${REMIX}?chain=${config.network.id}`
  const app = await AppPage.open({ url: link, width: 390, height: 844, wallet: 'ask' })
  const verify = new VerifyPage(app.profile)
  const { page } = verify
  expect(await verify.verdict()).toBe('It adds up')
  await app.profile.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy public link' }).click()
  await page.getByText('Link copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await verify.goTo(`#/verify/${REMIX}?chain=8453`)
  await page.getByRole('button', { name: 'Open it on Base' }).waitFor()
  await verify.goTo(`#/verify/${REMIX}?chain=987654321`)
  await page.getByText('does not know network 987654321').waitFor()
})

import { toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { FlowsPage } from './pages/flows.ts'
import { SigningPage } from './pages/pay.ts'

async function portfolioOf(name: string): Promise<SigningPage> {
  const app = await (await AppPage.open()).connectAs(name)
  await app.goTo('#/portfolio')
  const page = new SigningPage(app.profile)
  await page.page.getByRole('heading', { name: 'Works and shares' }).waitFor()
  return page
}

test('everything that waits is claimed in one transaction', async () => {
  const chidi = await portfolioOf('Chidi')
  await chidi.page.getByRole('button', { name: 'Claim …' }).click()
  await chidi.press('Claim')
  await chidi.sees('Claimed.')
  await chidi.press('Close')
  await chidi.page.getByText('Everything is claimed.').waitFor()
})

/** Lets every claim cost more than a transaction may: of several works always, of one until its flows were settled. */
async function burden({ page }: SigningPage): Promise<void> {
  const [claim, accrue] = ['claim(uint256[],address)', 'accrue(uint256,uint256)'].map(toFunctionSelector)
  const headers = { 'access-control-allow-origin': '*' }
  let settled = false
  await page.route(theStack().config.network.rpcs[0]!, (route) => {
    const { id, method, params } = (route.request().postDataJSON() ?? {}) as Asked
    const [first] = params ?? []
    settled ||= method === 'eth_sendRawTransaction' && String(first).includes(accrue!.slice(2))
    const data = method === 'eth_estimateGas' ? (first as { data: string }).data : ''
    const works = data.startsWith(claim!) ? Number(`0x${data.slice(10 + 2 * 64, 10 + 3 * 64)}`) : 0
    const fits = works === 0 || (works === 1 && settled)
    return fits ? route.fallback() : route.fulfill({ headers, json: { jsonrpc: '2.0', id, result: '0x1400000' } })
  })
}
interface Asked {
  readonly id: number
  readonly method: string
  readonly params?: readonly unknown[]
}

test('what does not fit into one transaction is claimed in parts, after the flows that ended were settled', async () => {
  const ada = await portfolioOf('Ada')
  await burden(ada)
  await ada.page.getByRole('button', { name: 'Claim …' }).click()
  await ada.press('Claim')
  await ada.sees('This needs more computing than one transaction may have.')
  const settle = ada.sheet.getByRole('button', { name: 'Settle them first' })
  const fewer = ada.sheet.getByRole('button', { name: 'Claim fewer at once' })
  for (;;) {
    await settle.or(fewer).waitFor()
    if (await settle.isVisible()) break
    await fewer.click()
  }
  await ada.sees(/this one takes 1\s+work/)
  await settle.click()
  await ada.press('Settled. Go on')
  await ada.sees('Claimed.')
})

test('income appears as it arrives', async () => {
  const ada = await portfolioOf('Ada')
  const income = ada.page.getByRole('row', { name: /Spring Water/ })
  const before = await income.innerText()
  const gus = await (await AppPage.open()).connectAs('Gus')
  const pay = await SigningPage.tip(gus, 1, '0.5')
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('Paid.')
  await expect.poll(() => income.innerText()).not.toBe(before)
})

test('where somebody pays by the second, income grows while it is looked at', async () => {
  // Hana pays for “Running Light”, which was made with Ada's waltz.
  const ada = await portfolioOf('Ada')
  const income = ada.page.getByRole('row', { name: /Meander/ })
  const before = await income.innerText()
  await expect.poll(() => income.innerText()).not.toBe(before)
  const flows = await FlowsPage.of(await AppPage.open())
  const running = flows.page.getByRole('region', { name: 'Running right now' })
  await expect.poll(() => running.innerText()).toMatch(/Running Light[\s\S]*ETH an hour/)
  const line = running.getByRole('listitem').filter({ hasText: 'Running Light' })
  const seen = await line.innerText()
  await expect.poll(() => line.innerText()).not.toBe(seen)
})

test('a claim to a mistyped address is stopped, one to another address is warned of', async () => {
  const ada = await portfolioOf('Ada')
  await ada.page.getByRole('button', { name: 'Claim …' }).click()
  await ada.sheet.getByLabel('Pay out to').fill('0x70997970c51812dc3A010C7d01b50e0d17dc79c8')
  await ada.sees(/a digit is wrong/)
  await ada.sheet.getByLabel('Pay out to').fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')
  await ada.sees('The money goes to another address')
})

test('shares are not sent to a contract that cannot hold them, and are sent to a person', async () => {
  const ada = await portfolioOf('Ada')
  await ada.page
    .getByRole('row', { name: /Spring Water/ })
    .getByRole('button', { name: 'Transfer' })
    .click()
  await ada.sheet.getByLabel('To', { exact: true }).fill(deployment.tributary.address)
  await ada.sheet.getByLabel('Shares', { exact: true }).fill('1')
  await ada.sees(/a contract that cannot hold shares/)
  await expect.poll(() => ada.sheet.getByRole('button', { name: 'Transfer' }).isDisabled()).toBe(true)
  await ada.sheet.getByLabel('To', { exact: true }).fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')
  await ada.press('Transfer')
  await ada.sees('The shares have moved.')
})

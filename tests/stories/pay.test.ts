import { createWalletClient, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { mined } from '../../src/chain/mined.ts'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { connectAsking } from './pages/asking.ts'
import { SigningPage } from './pages/pay.ts'

const contract = { address: deployment.tributary.address, abi: tributaryAbi } as const

/** A person of the demo, acting from somewhere else. */
function elsewhere(name: string) {
  const { accounts, network } = theStack().config
  const account = privateKeyToAccount(accounts.find((each) => each.name.startsWith(name))!.key)
  return createWalletClient({ account, chain: foundry, transport: http(network.rpcs[0]) }).extend(publicActions)
}
const incomeOf = async (work: bigint) =>
  (await elsewhere('Ada').readContract({ ...contract, functionName: 'workOf', args: [work] })).income

test('a tip in native money shows its cost and its path to every holder, then arrives', async () => {
  const before = await incomeOf(7n)
  const pay = await SigningPage.tip(await (await AppPage.open()).connectAs('Gus'), 7, '0.01')
  await pay.sees(/^about/)
  const path = pay.sheet.getByRole('table', { name: /Where the money goes/ })
  await expect.poll(() => path.getByRole('row').count()).toBeGreaterThan(4)
  await expect.poll(() => path.innerText()).toContain('Spring Water')
  await pay.sheet.getByText('What your wallet will be asked to sign').click()
  await pay.sees(/second decoder/)
  await pay.press(/^Pay/)
  await pay.sees('Paid. Every holder has been credited.')
  expect((await incomeOf(7n)) - before).toBe(78n * 10n ** 14n * 100_000_000n)
})

test('dollars are paid with one signature and one transaction', async () => {
  const before = await incomeOf(8n)
  const app = await connectAsking(await AppPage.open({ wallet: 'ask' }), 'Gus')
  const pay = await SigningPage.tip(app, 8, '2')
  await pay.sees(/One signature without cost/)
  await pay.press(/^Pay/)
  await pay.question.getByText('Permit').first().waitFor()
  await pay.approve()
  await pay.question.getByText('Send this transaction?').waitFor()
  await pay.approve()
  await pay.sees('Paid. Every holder has been credited.')
  expect(await incomeOf(8n)).toBeGreaterThan(before)
})

test('a rejected question changes nothing, and can be asked again', async () => {
  const app = await connectAsking(await AppPage.open({ wallet: 'ask' }), 'Gus')
  const before = await incomeOf(7n)
  const pay = await SigningPage.tip(app, 7, '0.001')
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.reject()
  await pay.sees('You rejected it in the wallet.')
  expect(await incomeOf(7n)).toBe(before)
  await pay.press('Try again')
  await pay.approve()
  await pay.sees('Paid. Every holder has been credited.')
})

test('a price that changed meanwhile is refused before anything is signed, and shown anew', async () => {
  const app = await (await AppPage.open()).connectAs('Gus')
  await app.goTo('#/work/2')
  const pay = new SigningPage(app.profile)
  await pay.page.getByRole('main').getByRole('button').filter({ hasText: 'Pay' }).first().click()
  await pay.sees(/^about/)
  const bela = elsewhere('Bela')
  const { offers } = await bela.readContract({ ...contract, functionName: 'workOf', args: [2n] })
  const dearer = offers.map((offer) => ({ ...offer, price: offer.price * 2n }))
  const hash = await bela.writeContract({ ...contract, functionName: 'setOffers', args: [2n, dearer] })
  await mined(bela, hash, { interval: 50 })
  await pay.press(/^Pay/)
  await pay.sees('The price changed since you looked.')
  await pay.press('Look at the new price')
  await pay.press(/^Pay/)
  await pay.sees('Paid. Every holder has been credited.')
})

test('an RPC that dies midway: the transaction may still land, and is found when the RPC is back', async () => {
  const app = await (await AppPage.open()).connectAs('Gus')
  app.profile.allow(/127\.0\.0\.1|ERR_/)
  const url = `${theStack().config.network.rpcs[0]}/**`
  const before = await incomeOf(7n)
  const pay = await SigningPage.tip(app, 7, '0.002')
  await pay.sees(/^about/)
  let sent = false
  await pay.page.route(url, async (route) => {
    if (sent) return route.abort()
    if (!route.request().postData()?.includes('eth_sendRawTransaction')) return route.fallback()
    const answer = await route.fetch()
    sent = true
    return route.fulfill({ response: answer })
  })
  await pay.press(/^Pay/)
  await pay.sees(/Could not see the result yet/)
  expect(await incomeOf(7n)).toBeGreaterThan(before)
  await pay.page.unroute(url)
  await pay.sees('Paid. Every holder has been credited.')
})

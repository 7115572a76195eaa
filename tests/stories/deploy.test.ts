import { getBlockNumber, getCode } from 'viem/actions'
import { afterEach, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { pieces } from '../../contracts-abi/pieces.ts'
import { initCode } from '../../contracts-abi/initcode.ts'
import { deployCalls } from '../../src/chain/deploy.ts'
import { checkDeployment } from '../../src/chain/deployed.ts'
import { publish as publishFor, send, startStage, ada, type Stage } from '../chain/stage.ts'
import { AppPage } from './pages/app.ts'
import { DeployPage } from './pages/deploy.ts'
import { SigningPage } from './pages/pay.ts'
import { PublishPage } from './pages/publish.ts'

const stages: Stage[] = []
const start = async (contracts: boolean, ...flags: string[]): Promise<Stage> => {
  const stage = await startStage({ contracts, id: 31338, name: 'Bare', flags })
  stages.push(stage)
  return stage
}
afterEach(() => stages.splice(0).forEach((stage) => stage.stop()))

const setCode = ({ client }: Stage, address: string, code: string) =>
  client.request({ method: 'anvil_setCode', params: [address, code] } as never)
const last = pieces.at(-1)!.name

test('on a network without the contracts a visitor deploys them, and the first work is published and paid', async () => {
  const { network, client } = await start(false)
  const deploy = await DeployPage.on(await AppPage.open({ theme: 'dark' }), network)
  await deploy.page.getByText('The contracts are not on this network yet.').waitFor()
  await deploy.goTo('#/publish')
  await deploy.titled('Not on Bare yet')
  await deploy.page.getByText('No wallet is connected.').waitFor()
  await expect.poll(() => deploy.go.isDisabled()).toBe(true)
  await deploy.connectAs('Ada')
  await deploy.switchWallet()
  await deploy.page.getByText(/^about 0\.0/).waitFor()
  await deploy.go.click()
  await deploy.titled('The contracts are on Bare')
  await deploy.is(last, 'there')
  expect(await checkDeployment(client)).toEqual({ ok: true, value: true })
  await deploy.page.getByRole('button', { name: 'Go on', exact: true }).click()

  const publish = new PublishPage(deploy.profile)
  await publish.drop({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Some notes.\n'.repeat(50)) })
  await publish.sealed('notes.txt')
  await publish.step('Details')
  await publish.fill('Title', 'First on Bare')
  await publish.fill('Published by', 'Ada')
  await publish.step('Price')
  await publish.page.getByLabel('Download', { exact: true }).selectOption('free')
  await publish.step('Review')
  await publish.page.getByText(/gas at the present fee/).waitFor()
  await publish.publish()
  await publish.published('First on Bare')
  const pay = await SigningPage.tip(publish, 1, '0.001')
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('Paid. Every holder has been credited.')
})

test('the deployment proxy first, then piece by piece: through a rejection, a closed tab, and somebody faster', async () => {
  const stage = await start(false, '--disable-default-create2-deployer')
  const app = await AppPage.open({ wallet: 'ask' })
  const deploy = await DeployPage.on(app, stage.network)
  await deploy.goTo('#/deploy')
  await deploy.page.getByRole('heading', { name: 'First, the deployment proxy' }).waitFor()
  await deploy.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await deploy.page.getByRole('dialog').getByRole('button', { name: /^Bela/ }).click()
  await deploy.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await deploy.switchWallet()
  await deploy.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()

  await deploy.go.click()
  await deploy.question.getByText('0x3fAB184622Dc19b6109349B94811493BF2a45362').waitFor()
  await deploy.answer('Reject')
  await deploy.page.getByRole('main').getByText('You rejected it in the wallet.').waitFor()
  await deploy.go.click()
  await deploy.answer('Approve')
  // The proxy came by itself; the first piece is asked for next.
  await deploy.question.getByText(deployment.proxy).waitFor()
  await deploy.answer('Approve')
  const [first, second, third] = initCode
  await deploy.is(first.name, 'there')
  await deploy.question.waitFor()
  await deploy.page.reload()
  await deploy.is(first.name, 'there')
  await deploy.is(second.name, 'missing')
  // A network that falls silent stops it, says so, and costs nothing.
  app.profile.allow(/ERR_FAILED/)
  await deploy.page.route(stage.network.rpcs[0]!, (route) => route.abort())
  await deploy.go.click()
  await deploy.page.getByRole('main').getByText('The network does not answer.').waitFor()
  await deploy.page.unroute(stage.network.rpcs[0]!)
  await deploy.go.click()
  await deploy.question.waitFor()
  // While the wallet still asks, somebody else puts the same piece there.
  await send(stage, (await deployCalls(stage.client))[0]!.call, ada)
  await deploy.answer('Approve')
  await deploy.is(second.name, 'there')
  await deploy.is(third.name, 'on its way')
  // Closed after the wallet has sent, before a block has it: it is waited for, not sent again.
  await stage.client.request({ method: 'evm_setAutomine', params: [false] } as never)
  await deploy.answer('Approve')
  await deploy.page.getByRole('main').getByText('Sent. Waiting for the network …').waitFor()
  await deploy.page.reload()
  await deploy.go.click()
  await deploy.is(third.name, 'on its way')
  await deploy.page.waitForTimeout(1_500)
  expect(await deploy.question.count()).toBe(0)
  await stage.client.request({ method: 'evm_setAutomine', params: [true] } as never)
  await stage.client.request({ method: 'evm_mine' } as never)
  await deploy.is(third.name, 'there')
  const done = deploy.page.getByRole('heading', { level: 1, name: 'The contracts are on Bare' })
  for (;;) {
    await done.or(deploy.question).first().waitFor()
    if (await done.isVisible()) break
    // The one that was just answered may still be seen.
    await deploy.answer('Approve', { timeout: 5_000 }).catch(() => undefined)
  }
  expect(await checkDeployment(stage.client)).toEqual({ ok: true, value: true })
})

test('where something else stands at an address nothing is deployed, and nothing is sent', async () => {
  const stage = await start(true)
  await publishFor(stage)
  const { address } = deployment.tributary
  const app = await AppPage.open()
  const deploy = await DeployPage.on(app, stage.network)
  await deploy.connectAs('Ada')
  const pay = await SigningPage.tip(app, 1, '0.001')
  // It answers as ours does, and differs by one byte that is never run.
  await setCode(stage, address, `${await getCode(stage.client, { address })}00`)
  const block = await getBlockNumber(stage.client)
  await pay.press(/^Switch to/)
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('The code at the contracts’ address is not what this app was built with.')
  expect(await getBlockNumber(stage.client)).toBe(block)
  await pay.sheet.getByRole('link', { name: 'Look at the contracts' }).click()
  await deploy.titled('Something else stands on Bare')
  await deploy.is('Tributary', 'not ours')
  expect(await deploy.go.count()).toBe(0)
})

test('a network that cannot run them is refused before anything is spent, by what it lacks', async () => {
  const { network } = await start(false, '--hardfork', 'london')
  const deploy = await DeployPage.on(await AppPage.open(), network)
  await deploy.goTo('#/deploy')
  await deploy.page.getByText('Bare does not know the instruction PUSH0').waitFor()
  expect(await deploy.go.count()).toBe(0)
})

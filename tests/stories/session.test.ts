import type { Page } from 'playwright'
import { createPublicClient, http, parseAbiItem } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'
import { SessionPage } from './pages/session.ts'

const contract = { address: deployment.tributary.address, abi: tributaryAbi } as const
const chain = () => createPublicClient({ chain: foundry, transport: http(theStack().config.network.rpcs[0]) })
const accountOf = (name: string) =>
  privateKeyToAccount(theStack().config.accounts.find((each) => each.name.startsWith(name))!.key).address
const [SPRING, FERRY] = [1n, 2n]
const PRICE = 2n * 10n ** 14n

const paidEvent = parseAbiItem(
  'event Paid(uint256 indexed work, address indexed payer, address indexed beneficiary, uint256 stamp, uint8 usage, uint256 units, uint256 amount, bytes32 ref)',
)
/** Payments for somebody's plays that somebody else's purse made, from a block on. */
async function paidFor(name: string, fromBlock: bigint) {
  const beneficiary = accountOf(name)
  const logs = await chain().getLogs({ address: contract.address, event: paidEvent, args: { beneficiary }, fromBlock })
  return logs
    .filter(({ args }) => args.payer !== beneficiary)
    .map(({ args, transactionHash }) => ({ ...args, transactionHash }))
}
const priceOf = async (work: bigint) => {
  const { offers } = await chain().readContract({ ...contract, functionName: 'workOf', args: [work] })
  return offers.find(({ usage }) => usage === 0)!.price
}
const incomeOf = async (work: bigint) =>
  (await chain().readContract({ ...contract, functionName: 'workOf', args: [work] })).income

async function listener(name: string): Promise<SessionPage> {
  return SessionPage.from(await (await AppPage.open()).connectAs(name))
}
const load = async (session: SessionPage, amount?: string) => {
  await session.open()
  if (amount) await session.sheet.getByLabel('How much plays may cost').fill(amount)
  await session.press('Load listening money')
  await session.sheet.getByText('left for plays').waitFor()
  await session.close()
  await session.faster()
}

test('loaded once, three plays of two works are paid in one transaction without a question, and the rest comes back', async () => {
  const session = await listener('Gus')
  const from = (await chain().getBlockNumber()) + 1n
  const [spring, ferry] = [await priceOf(SPRING), await priceOf(FERRY)]
  const before = { spring: await incomeOf(SPRING), ferry: await incomeOf(FERRY) }
  await session.startPlaying(1)
  await load(session, '0.01')
  for (const [heard, work] of [1, 2, 1].entries()) {
    if (heard > 0) await session.startPlaying(work)
    await expect.poll(() => session.chip.innerText()).toMatch(new RegExp(`left\\s*${heard + 1}`))
  }
  expect(await paidFor('Gus', from)).toEqual([])
  await session.open()
  await session.sheet.getByText('Where it goes').click()
  await expect
    .poll(() =>
      session.sheet
        .getByRole('table', { name: /Where the money goes/ })
        .getByRole('row')
        .count(),
    )
    .toBeGreaterThan(2)
  await session.press('Settle now')
  await session.sheet.getByText('Settled. Every holder has been credited.').waitFor()

  const paid = await paidFor('Gus', from)
  expect(paid.map(({ work, units, amount, usage }) => [work, units, amount, usage])).toEqual([
    [SPRING, 2n, 2n * spring, 0],
    [FERRY, 1n, ferry, 0],
  ])
  expect(new Set(paid.map(({ transactionHash }) => transactionHash)).size).toBe(1)
  expect(new Set(paid.map(({ ref }) => ref)).size).toBe(1)
  // To the last of the smallest unit: what came in for the works is what was paid for them.
  const grown = { spring: (await incomeOf(SPRING)) - before.spring, ferry: (await incomeOf(FERRY)) - before.ferry }
  expect(grown).toEqual({ spring: 2n * spring * 10n ** 8n, ferry: ferry * 10n ** 8n })
  const payer = paid[0]!.payer!

  const had = await chain().getBalance({ address: accountOf('Gus') })
  const purse = await chain().getBalance({ address: payer })
  await session.press('Send the rest back')
  await session.sheet.getByText('Sent back. The rest is in your account again.').waitFor()
  expect(await chain().getBalance({ address: payer })).toBe(0n)
  const came = (await chain().getBalance({ address: accountOf('Gus') })) - had
  expect(came).toBeLessThan(purse)
  expect(came).toBeGreaterThan((purse * 9n) / 10n)
})

test('a tab killed between heard and settled: the next visit offers what was heard, and settles it once', async () => {
  const session = await listener('Fay')
  const from = (await chain().getBlockNumber()) + 1n
  await session.startPlaying(1)
  await load(session, '0.01')
  await expect.poll(() => session.chip.innerText()).toMatch(/left\s*1/)
  const { context } = session.profile
  const second = await context.newPage()
  await session.page.close()
  await second.goto(`${theStack().url}?demo=auto`)
  const chip = second.getByRole('button', { name: 'Listening money', exact: true })
  await expect.poll(() => chip.innerText()).toContain('One play to settle')
  // A third tab, and both settle at once.
  const third = await context.newPage()
  await third.goto(`${theStack().url}?demo=auto`)
  const tabs = [second, third]
  const settle = (tab: Page) => tab.getByRole('button', { name: 'Settle now' })
  for (const tab of tabs) {
    await tab.getByRole('button', { name: 'Listening money', exact: true }).click()
    await settle(tab).waitFor()
  }
  // The button of the slower one may be gone before it is pressed.
  const pressing = tabs.map((tab) => settle(tab).click({ timeout: 10_000 }))
  expect((await Promise.allSettled(pressing)).map(({ status }) => status)).toContain('fulfilled')
  for (const tab of tabs) await tab.getByText('Paid so far').locator('+ dd', { hasText: '0.0002' }).waitFor()
  expect((await paidFor('Fay', from)).map(({ units, amount }) => [units, amount])).toEqual([
    [1n, await priceOf(SPRING)],
  ])
})

test('half of it heard settles itself; used up is asked once, and what is heard then is written down as unpaid', async () => {
  const session = await listener('Fay')
  const from = (await chain().getBlockNumber()) + 1n
  await session.startPlaying(1)
  await load(session, '0.0003')
  expect(await priceOf(SPRING)).toBe(PRICE)
  await expect.poll(() => session.chip.innerText()).toContain('0.0001')
  await expect.poll(async () => (await paidFor('Fay', from)).map(({ amount }) => amount)).toEqual([PRICE])
  await session.startPlaying(1)
  await session.question.waitFor()
  await session.question.getByRole('button', { name: 'Go on and pay later' }).click()
  await session.page.getByRole('button', { name: 'One play to pay' }).waitFor()
  await session.startPlaying(1)
  await session.page.getByRole('button', { name: '2 plays to pay' }).waitFor()
  expect(await session.question.count()).toBe(0)
})

test('a network that did not answer when it was asked what loading costs is asked again by itself', async () => {
  const session = await listener('Gus')
  session.profile.allow(/127\.0\.0\.1|ERR_/)
  await session.startPlaying(1)
  let down = true
  await session.page.route(/127\.0\.0\.1/, (route) =>
    down && route.request().postData()?.includes('eth_getBalance') ? route.abort() : route.fallback(),
  )
  await session.open()
  await session.sheet.getByText('The network does not answer.').first().waitFor()
  down = false
  await expect.poll(() => session.sheet.getByRole('button', { name: 'Load listening money' }).isEnabled()).toBe(true)
})

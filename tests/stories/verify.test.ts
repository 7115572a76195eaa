import type { Page, Route } from 'playwright'
import { expect, test } from 'vitest'
import { theStack } from '../harness/stack.ts'
import { AppPage } from './pages/app.ts'

const REMIX = 7

test('a work adds up, and each payment shows its path to every holder', async () => {
  const { page } = await verify(await AppPage.open(), REMIX)
  await page.getByText('It adds up').waitFor()
  expect(await page.getByText(/Together:/).count()).toBe(0)
  await page.getByRole('listitem').filter({ hasText: ' paid ' }).last().locator('summary').click()
  const path = page.getByRole('table', { name: /^The path of this money/ })
  await expect.poll(() => path.locator('tbody tr').count()).toBeGreaterThan(4)
  for (const through of ['Where They Meet', 'Spring Water', 'Night Ferry'])
    await expect.poll(() => path.innerText()).toContain(through)
  await path.getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Is this holder paid right?' }).waitFor()
  await page.getByText('It adds up').waitFor()
  expect(
    await page
      .getByRole('table', { name: /^Owed to each holder/ })
      .locator('tbody tr')
      .count(),
  ).toBe(1)
})

test('an RPC that drops one event is found, and the event is named', async () => {
  const app = await AppPage.open()
  const dropped = await lieAbout(app.page, REMIX)
  const { page } = await verify(app, REMIX)
  await page.getByText('It does not add up').waitFor()
  const { sequence, block, transaction } = dropped()
  const found = page.getByText(/The RPC left out/).first()
  expect(await found.innerText()).toContain(`event ${sequence} of work ${REMIX} in block ${block}`)
  expect(await found.innerText()).toContain(transaction.slice(0, 6))
})

test('an RPC that says nothing about a block is no accusation', async () => {
  const app = await AppPage.open()
  app.profile.allow(/Failed to load resource|ERR_FAILED/)
  await onLogs(app.page, REMIX, (route) => route.abort())
  const { page } = await verify(app, REMIX)
  await page.getByText('Not everything checked').waitFor()
  expect(await page.getByText('It does not add up').count()).toBe(0)
})

async function verify(app: AppPage, work: number): Promise<AppPage> {
  await app.goTo(`#/verify/${work}`)
  await app.page.getByRole('heading', { name: 'Is everybody paid right?' }).waitFor()
  return app
}

interface Asked {
  readonly method: string
  readonly params: readonly { fromBlock?: string; toBlock?: string; topics?: readonly unknown[] }[]
}
interface Log {
  readonly data: string
  readonly blockNumber: string
  readonly transactionHash: string
}

/** Stands between the page and its RPC where it asks for the ledger of one work, block by block. */
async function onLogs(page: Page, work: number, answer: (route: Route) => Promise<void>): Promise<void> {
  const own = `0x${work.toString(16).padStart(64, '0')}`
  const isOurs = ({ method, params: [filter] }: Asked) =>
    method === 'eth_getLogs' && filter?.fromBlock === filter?.toBlock && JSON.stringify(filter?.topics).includes(own)
  await page.route(`${new URL(theStack().config.network.rpcs[0]!).origin}/**`, async (route) => {
    const asked = (route.request().postDataJSON() ?? []) as Asked | Asked[]
    await ([asked].flat().some(isOurs) ? answer(route) : route.continue())
  })
}

/** An RPC that leaves out the newest event of a work. What it left out is known afterwards. */
async function lieAbout(page: Page, work: number) {
  let dropped: Log | undefined
  await onLogs(page, work, async (route) => {
    const response = await route.fetch()
    const answers = (await response.json()) as { result: Log[] } | { result: Log[] }[]
    const lied = [answers]
      .flat()
      .map((answer) => ({ ...answer, result: answer.result.filter((log) => !isTarget(log)) }))
    await route.fulfill({ response, json: Array.isArray(answers) ? lied : lied[0] })
  })
  const isTarget = (log: Log) => {
    dropped ??= log
    return log.data === dropped.data && log.transactionHash === dropped.transactionHash
  }
  return () => {
    if (!dropped) throw new Error('The page never asked for the ledger')
    const sequence = Number((BigInt(dropped.data.slice(0, 66)) >> 80n) & 0xffff_ffffn)
    return { sequence, block: Number(dropped.blockNumber), transaction: dropped.transactionHash }
  }
}

import { expect, test } from 'vitest'
import { hangs, on } from '../harness/faults/answers.ts'
import { drops, event } from '../harness/faults/logs.ts'
import { AppPage } from './pages/app.ts'
import { StatementPage, weiOf } from './pages/statement.ts'
import { openAsking, proxyOfChain } from './pages/verify.ts'

const EQUATION = 'What came in'
const SPRING_WATER = 1

/** `opening + Σ lines = income`, and `opening + income − paid out = closing`. */
function checkEquation(lines: readonly (readonly [string, bigint])[]): bigint {
  const of = (words: RegExp) => lines.find(([word]) => words.test(word))![1]
  const sum = lines.filter(([word]) => word.startsWith('+')).reduce((total, [, amount]) => total + amount, 0n)
  expect(sum).toBe(of(/= Income/))
  expect(of(/beginning/) + sum - of(/Paid out/)).toBe(of(/at the end/))
  return of(/at the end/)
}

test('a musician sees all works together, opens one, and follows a payout back to the payments', async () => {
  const app = await (await AppPage.open()).connectAs('Ada')
  await app.goTo('#/portfolio')
  await app.page.getByRole('link', { name: 'Statement of all works' }).click()
  const all = new StatementPage(app.profile)
  await all.page.getByText(/every payout adds up/).waitFor()
  const columns = await all.together
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td .value')].slice(1).map((cell) => cell.textContent)),
    )
  const totals = (await all.together.locator('tfoot td').allInnerTexts()).map(weiOf)
  totals.forEach((total, i) => expect(columns.reduce((sum, row) => sum + weiOf(row[i]!), 0n)).toBe(total))

  await all.together.getByRole('link', { name: 'Spring Water' }).click()
  await all.page.getByText('Held at the beginning').waitFor()
  checkEquation(await all.equation(EQUATION))
  const payout = all.events.filter({ hasText: 'Paid out to' }).first()
  await payout.locator('summary').click()
  const made = payout.getByRole('table', { name: /^What this payout was made of/ })
  await made.waitFor()
  await expect.poll(() => made.locator('tbody tr').count()).toBeGreaterThan(0)
  const parts = await made.locator('tbody td:last-child .value').allInnerTexts()
  const amount = weiOf(await payout.locator('.amount').innerText())
  expect(parts.map(weiOf).reduce((sum, each) => sum + each, 0n)).toBe(-amount)
})

test('a payment is followed to every holder of every work it paid, and to the payout it left with', async () => {
  const statement = await StatementPage.of(await AppPage.open(), '7')
  checkEquation(await statement.equation(EQUATION))
  const [whole, ...rest] = await statement.equation('What was paid to this work itself')
  const [kept] = rest.slice(-1)
  expect(rest.slice(0, -1).reduce((left, [, up]) => left - up, whole![1])).toBe(kept![1])
  const payment = statement.events.filter({ hasText: 'paid by' }).first()
  await payment.locator('summary').click()
  const way = payment.getByRole('table', { name: /^Who received this money/ })
  for (const through of ['Spring Water', 'Night Ferry', 'not paid out yet'])
    await expect.poll(() => way.innerText()).toContain(through)
})

test('a period is chosen, stands in the address, and its table adds up to the statement', async () => {
  const statement = await StatementPage.of(await AppPage.open(), `${SPRING_WATER}`)
  const { page } = statement
  const closing = checkEquation(await statement.equation(EQUATION))
  const [month] = await page
    .getByLabel('Period')
    .locator('option')
    .evaluateAll((options) =>
      options.map((option) => (option as HTMLOptionElement).value).filter((value) => /^\d{4}-\d{2}$/.test(value)),
    )
  await page.getByLabel('Period', { exact: true }).selectOption(month!)
  await expect.poll(() => page.url()).toContain(`#/statement/${SPRING_WATER}/everyone/${month}`)
  await expect.poll(async () => checkEquation(await statement.equation(EQUATION))).toBe(closing)
  const { name, text } = await statement.save('Table as CSV')
  expect(name).toBe(`work-${SPRING_WATER}-${month}.csv`)
  const [names, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  const at = (column: string) => names!.indexOf(column)
  // Titles without a comma: this story's works have none.
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => names!.length))
  expect(rows.at(-1)![at('kind')]).toBe('Closing')
  // The file has sixteen digits more.
  expect(weiOf(rows.at(-1)![at('balance')]!.replace(/(\.\d{18})\d*$/, '$1'))).toBe(closing)
  const json = await statement.save('Everything as JSON')
  expect(JSON.parse(json.text)).toMatchObject({
    format: 'tributary-statements',
    statements: [{ work: '1', verdict: 'verified' }],
  })
})

test('on paper there is the statement, and nothing of the app around it', async () => {
  const statement = await StatementPage.of(await AppPage.open({ theme: 'dark' }), `${SPRING_WATER}`)
  const { page } = statement
  await statement.equation(EQUATION)
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => page.getByRole('banner').isVisible()).toBe(false)
  await expect.poll(() => page.getByRole('button').filter({ visible: true }).count()).toBe(0)
  await page.getByText('Owed at the end', { exact: false }).first().waitFor()
  await expect
    .poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    .toBe('rgb(255, 255, 255)')
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)')
})

test('from an RPC that lies or does not answer no statement is made, and one is as soon as it tells the truth', async () => {
  const proxy = await proxyOfChain()
  try {
    proxy.faults = [drops(event(SPRING_WATER, 4))]
    const statement = await StatementPage.of(await openAsking([proxy.url]), `${SPRING_WATER}`)
    const { page } = statement
    await page.getByText('No statement can be made').waitFor()
    expect(await statement.card(EQUATION).count()).toBe(0)
    proxy.reset()
    await page.getByRole('button', { name: 'Try again' }).click()
    checkEquation(await statement.equation(EQUATION))
    await expect.poll(() => page.getByText('No statement can be made').count()).toBe(0)
    proxy.faults = [on('eth_getLogs', hangs)]
    await statement.goTo('#/statement/2')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('You stopped before it was read.').waitFor()
  } finally {
    await proxy.stop()
  }
})

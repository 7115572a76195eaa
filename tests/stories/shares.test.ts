import { expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'
import { SigningPage } from './pages/pay.ts'

test('a creator opens the sale after reading why it is off, offers shares, and a fan buys some', async () => {
  const creator = await (await AppPage.open()).connectAs('Bela')
  await creator.goTo('#/work/2')
  const owner = new SigningPage(creator.profile)
  const market = owner.page.getByRole('region', { name: 'Shares for sale' })
  await market.getByRole('button', { name: 'Sell shares …' }).click()
  await owner.sees(/That is why the sale is off until you turn it on/)
  await expect.poll(() => owner.sheet.getByRole('button', { name: 'Open the sale for ever' }).isDisabled()).toBe(true)
  await owner.sheet.getByLabel('I have read this and may sell shares of this work').click()
  await owner.press('Open the sale for ever')
  await owner.sees('The sale is open.')
  await owner.press('Close')

  await market.getByRole('button', { name: 'Offer shares' }).click()
  await owner.sheet.getByLabel('Shares', { exact: true }).fill('10')
  await owner.sheet.getByLabel('Price of one share').fill('0.02')
  await owner.press('Offer')
  await owner.sees('Done. The list of offers shows it now.')

  const visitor = await (await AppPage.open()).connectAs('Gus')
  await visitor.goTo('#/work/2')
  const fan = new SigningPage(visitor.profile)
  const offers = fan.page.getByRole('region', { name: 'Shares for sale' })
  await offers.getByText('10 shares at').waitFor()
  await offers.getByRole('button', { name: 'Buy shares' }).click()
  await fan.sheet.getByLabel('Shares', { exact: true }).fill('2.5')
  await fan.sees('What you get')
  await fan.sees(/2\.5 % of everything this work earns/)
  await fan.press('Buy')
  await fan.sees('The shares are yours.')
  await fan.press('Close')
  await offers.getByText('7.5 shares at').waitFor()
  await offers.getByText('You hold 2.5 shares').waitFor()
})

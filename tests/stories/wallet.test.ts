import { expect, test } from 'vitest'
import { AppPage } from './pages/app.ts'
import { SigningPage } from './pages/pay.ts'

test('a wallet on another network is told so where it matters, and switched with one click', async () => {
  const app = await (await AppPage.open()).connectAs('Gus')
  await app.page.evaluate(
    () =>
      new Promise<void>((done) => {
        type Announced = CustomEvent<{ info: { name: string }; provider: { request(asked: object): Promise<unknown> } }>
        window.addEventListener('eip6963:announceProvider', (event) => {
          const { info, provider } = (event as Announced).detail
          if (!info.name.startsWith('Gus')) return
          void provider
            .request({ method: 'wallet_switchEthereumChain', params: [{ chainId: '0x1' }] })
            .then(() => done())
        })
        window.dispatchEvent(new Event('eip6963:requestProvider'))
      }),
  )
  const pay = await SigningPage.tip(app, 7, '0.001')
  await pay.sees('The wallet is on Ethereum.')
  await expect.poll(() => pay.sheet.getByRole('button', { name: /^Pay/ }).isDisabled()).toBe(true)
  await pay.press(/^Switch to/)
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('Paid. Every holder has been credited.')
})

test('a connection and a finished transaction outlive a reload', async () => {
  const app = await (await AppPage.open()).connectAs('Gus')
  const pay = await SigningPage.tip(app, 7, '0.001')
  await pay.sees(/^about/)
  await pay.press(/^Pay/)
  await pay.sees('Paid.')
  await app.page.reload()
  await app.page.getByRole('banner').getByRole('button', { name: /Gus/ }).waitFor()
  await app.goTo('#/portfolio')
  const list = app.page.getByRole('table', { name: 'Transactions of this browser' })
  await list.getByText('Where They Meet').first().waitFor()
  await expect.poll(() => list.innerText()).toContain('done')
})

test('a tab closed while the network works finds its transaction again', async () => {
  const app = await (await AppPage.open()).connectAs('Gus')
  app.profile.allow(/127\.0\.0\.1|ERR_/)
  const pay = await SigningPage.tip(app, 7, '0.003')
  await pay.sees(/^about/)
  await pay.page.route(/127\.0\.0\.1/, (route) =>
    route.request().postData()?.includes('eth_getTransactionReceipt') ? route.abort() : route.fallback(),
  )
  await pay.press(/^Pay/)
  await pay.sees(/Could not see the result yet|Waiting for the network/)
  await pay.page.unroute(/127\.0\.0\.1/)
  await app.page.reload()
  await app.goTo('#/portfolio')
  const list = app.page.getByRole('table', { name: 'Transactions of this browser' })
  await expect.poll(() => list.getByRole('row').nth(1).innerText()).toContain('done')
})

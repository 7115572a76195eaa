/** The page that recomputes a work's payouts: what it says, and the RPCs it asks. */
import type { Locator } from 'playwright'
import { FaultProxy } from '../../harness/fault-proxy.ts'
import { theStack } from '../../harness/stack.ts'
import { AppPage } from './app.ts'

export class VerifyPage extends AppPage {
  /** Opens the verification of a work, as a stranger with a link would. */
  static async of(app: AppPage, work: number, holder = ''): Promise<VerifyPage> {
    const page = new VerifyPage(app.profile)
    await page.goTo(`#/verify/${work}${holder}`)
    return page
  }

  /** The first sentence of all, and its mark. Waits until the page has made up its mind. */
  async verdict(): Promise<string> {
    const heading = this.page.locator('#verdict-title')
    await heading.waitFor()
    return heading.innerText()
  }

  get findings(): Locator {
    return this.page.getByRole('region', { name: 'What was found' }).getByRole('listitem')
  }

  get events(): Locator {
    return this.page.getByRole('option')
  }

  get holders(): Locator {
    return this.page.getByRole('table', { name: /^Owed to each holder/ }).locator('tbody tr')
  }

  /** What one rung of one axis says: reached, not reached, contradicted. */
  async step(title: string): Promise<string | null> {
    const step = this.page.getByRole('listitem').filter({ hasText: title })
    return step.getByRole('img').getAttribute('aria-label')
  }
}

/** A person whose browser asks these RPCs, in this order, and no others. */
export async function openAsking(rpcs: readonly string[]): Promise<AppPage> {
  const app = await AppPage.open()
  const network = { ...theStack().config.network, rpcs }
  await app.page.evaluate(
    (own) => localStorage.setItem('tributary.choices', own),
    JSON.stringify({ networks: [network], networkId: network.id }),
  )
  await app.page.reload()
  await app.page.getByRole('banner').waitFor()
  return app
}

/** A liar in front of the run's own chain. */
export const proxyOfChain = (): Promise<FaultProxy> => FaultProxy.start(theStack().config.network.rpcs[0]!)

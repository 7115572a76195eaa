import type { Locator } from 'playwright'
import type { Network } from '../../../src/chain/networks.ts'
import { AppPage } from './app.ts'

/** The contracts of a network: what is there, what is missing, and bringing it. */
export class DeployPage extends AppPage {
  /** Adds a network in the settings and uses it. */
  static async on(app: AppPage, network: Network): Promise<DeployPage> {
    await app.goTo('#/settings')
    await app.page.getByLabel('Chain JSON').fill(JSON.stringify(network))
    await app.page.getByRole('button', { name: 'Save', exact: true }).click()
    await app.page.getByRole('button', { name: `Use ${network.name}`, exact: true }).click()
    // The page loads anew for another network.
    await app.page.getByText('in use', { exact: true }).waitFor()
    await app.page.getByRole('banner').getByText(network.name).waitFor()
    return new DeployPage(app.profile)
  }

  async titled(title: string | RegExp): Promise<this> {
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor()
    return this
  }

  async switchWallet(): Promise<this> {
    await this.page
      .getByRole('main')
      .getByRole('button', { name: /^Switch to/ })
      .click()
    return this
  }

  get go(): Locator {
    return this.page.getByRole('button', { name: /^(Deploy the contracts|Go on: \d+ left)$/ })
  }

  /** Waits until this is said of a piece. */
  async is(piece: string, state: 'there' | 'missing' | 'not ours' | 'on its way'): Promise<this> {
    await this.page
      .getByRole('table', { name: 'The contracts' })
      .getByRole('row')
      .filter({ has: this.page.getByText(piece, { exact: true }) })
      .getByText(state, { exact: true })
      .waitFor()
    return this
  }

  /** Answers the demo wallet's next question. */
  async answer(verdict: 'Approve' | 'Reject', options: { timeout?: number } = {}): Promise<this> {
    await this.question.getByRole('button', { name: verdict }).click(options)
    return this
  }

  get question(): Locator {
    return this.page.getByRole('dialog', { name: 'Send this transaction?' })
  }
}

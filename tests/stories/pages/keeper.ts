import type { Locator } from 'playwright'
import type { AppPage } from './app.ts'
import { SigningPage } from './pay.ts'

/** The page of keys: what a key holder's open tab does for buyers. */
export class KeeperPage extends SigningPage {
  static async of(app: AppPage): Promise<KeeperPage> {
    const page = new KeeperPage(app.profile)
    await page.goTo('#/keys')
    await page.card('Hand over keys').waitFor()
    return page
  }

  get main(): Locator {
    return this.page.getByRole('main')
  }

  card(heading: string): Locator {
    return this.main.getByRole('region', { name: heading, exact: true })
  }

  /** Looks after requests from now on. */
  async turnOn(): Promise<this> {
    await this.main.getByRole('switch', { name: /Look after requests/ }).click()
    await this.main.getByText('at work in this tab').waitFor()
    return this
  }

  work(title: string): Locator {
    return this.card('Works whose key you have').getByRole('listitem').filter({ hasText: title })
  }

  request(title: string): Locator {
    return this.card('Requests').getByRole('listitem').filter({ hasText: title })
  }

  /** Money for the helper account, and its name for one work. */
  async giveHelper(title: string): Promise<this> {
    const helper = this.card('Helper account')
    await helper.getByRole('button', { name: 'Add', exact: true }).click()
    await helper.locator('button:enabled', { hasText: 'Take everything back' }).waitFor()
    await this.work(title).getByRole('button', { name: 'Name the helper' }).click()
    await this.work(title).getByText('hands over by itself').waitFor()
    return this
  }

  /** One of the figures above the deliveries: Keys, Earned, Network fees, Exposed. */
  async figure(label: string): Promise<string> {
    const line = this.card('Handed over so far').locator('dl > div').filter({ hasText: label })
    return (await line.locator('dd').innerText()).trim()
  }
}

import type { Locator } from 'playwright'
import { AppPage } from './app.ts'

/** Any sheet or dialog in which something is signed: pay, buy, claim, transfer. */
export class SigningPage extends AppPage {
  get sheet(): Locator {
    return this.page.getByRole('dialog').first()
  }

  /** What the demo wallet asks, in its own dialog above the sheet. */
  get question(): Locator {
    return this.page.getByRole('dialog', { name: /Send this transaction|Sign this|Change the network|Let Tributary/ })
  }

  async approve(): Promise<this> {
    await this.question.getByRole('button', { name: /^(Approve|Allow|Send|Sign|Yes|Switch)/ }).click()
    return this
  }

  async reject(): Promise<this> {
    await this.question.getByRole('button', { name: /^(Reject|No)/ }).click()
    return this
  }

  async press(name: string | RegExp): Promise<this> {
    await this.sheet.getByRole('button', { name }).last().click()
    return this
  }

  async sees(text: string | RegExp): Promise<this> {
    await this.sheet.getByText(text).first().waitFor()
    return this
  }

  /** Opens the pay sheet of a work for a tip. */
  static async tip(app: AppPage, work: number, amount: string): Promise<SigningPage> {
    await app.goTo(`#/work/${work}`)
    await app.page.getByRole('main').getByRole('button', { name: 'Tip', exact: true }).click()
    const page = new SigningPage(app.profile)
    await page.sheet.getByLabel('Amount').fill(amount)
    return page
  }
}

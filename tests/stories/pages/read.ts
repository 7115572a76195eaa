import type { Locator } from 'playwright'
import { AppPage } from './app.ts'

/** A reader over the whole window. */
export class ReaderPage extends AppPage {
  static async of(app: AppPage, work: number, file?: number): Promise<ReaderPage> {
    await app.goTo(`#/read/${work}${file === undefined ? '' : `/${file}`}`)
    const reader = new ReaderPage(app.profile)
    await reader.window.waitFor()
    return reader
  }

  get window(): Locator {
    return this.page.getByRole('dialog', { name: 'Reader' })
  }

  async press(name: string | RegExp): Promise<this> {
    await this.page.getByRole('button', { name }).first().click()
    return this
  }

  async sees(text: string | RegExp): Promise<this> {
    await this.page.getByText(text).first().waitFor()
    return this
  }
}

import type { Locator } from 'playwright'
import { expect } from 'vitest'
import type { AppPage } from './app.ts'
import { SigningPage } from './pay.ts'

/** The licence sheet of a work, and what the work's page says of keys. */
export class LicencePage extends SigningPage {
  static async of(app: AppPage, work: number, usage = 'Play'): Promise<LicencePage> {
    await app.goTo(`#/work/${work}`)
    const page = new LicencePage(app.profile)
    await page.main.getByRole('button', { name: new RegExp(`^Buy a licence for .*: ${usage}$`) }).click()
    return page
  }

  get pay(): Locator {
    return this.sheet.getByRole('button', { name: /and ask for the key$/ }).last()
  }

  get main(): Locator {
    return this.page.getByRole('main')
  }

  /** The backup that has to be there before the first request. */
  async backUp(): Promise<this> {
    await this.sheet.getByLabel('Passphrase for the backup file').fill('correct horse battery staple river')
    const again = this.sheet.getByLabel(/again|repeat|once more/i)
    if (await again.count()) await again.fill('correct horse battery staple river')
    await Promise.all([this.page.waitForEvent('download'), this.press('Save the backup file')])
    await this.press('Both are in a safe place')
    return this
  }

  /** Checked, backed up, paid: the request is on the chain. */
  async buy(): Promise<this> {
    await this.sees(/The sealed files can be had without the seller/)
    const [gate, pay] = [this.sheet.getByRole('button', { name: 'Save the backup file' }), this.pay]
    // Whether a backup is needed is known a moment after the files were found.
    await expect.poll(async () => (await gate.isVisible()) || (await pay.isEnabled())).toBe(true)
    if (await gate.isVisible()) await this.backUp()
    await pay.click()
    await this.sees('Waiting for the key')
    return this
  }
}

/** The Publish screen as a creator uses it. */
import type { Locator } from 'playwright'
import type { ProfileOptions } from '../../harness/profile.ts'
import { AppPage } from './app.ts'
import { KeysPage } from './keys.ts'

export type Upload = string | { name: string; mimeType: string; buffer: Buffer }

export class PublishPage extends AppPage {
  static override async open(options: ProfileOptions = {}): Promise<PublishPage> {
    const publish = new PublishPage((await AppPage.open(options)).profile)
    await publish.goTo('#/publish')
    await publish.dropZone.waitFor()
    return publish
  }

  get dropZone(): Locator {
    return this.page.getByRole('main').getByText('Drop files here')
  }

  file(name: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: name })
  }

  async drop(...files: readonly Upload[]): Promise<this> {
    const input = this.page.getByLabel(/Files of a new work|More files/).and(this.page.locator('input'))
    await input.setInputFiles(files as string[])
    return this
  }

  async sealed(name: string): Promise<this> {
    await this.file(name).getByText('Sealed', { exact: true }).waitFor()
    return this
  }

  async saved(): Promise<this> {
    await this.page.getByText('Draft saved').waitFor()
    return this
  }

  async step(label: string): Promise<this> {
    await this.page
      .getByRole('navigation', { name: 'Steps of publishing' })
      .getByRole('button', { name: label })
      .click()
    return this
  }

  async fill(label: string, text: string): Promise<this> {
    await this.page.getByLabel(label, { exact: true }).fill(text)
    return this
  }

  async offerPlaysFor(price: string): Promise<this> {
    await this.step('Price')
    await this.page.getByLabel('Play', { exact: true }).selectOption('priced')
    return this.fill('Price of a play', price)
  }

  async publish(): Promise<this> {
    await this.backUp()
    await this.goOn.click()
    return this
  }

  private get goOn(): Locator {
    return this.page.getByRole('button', { name: /^(Sign and publish|Go on publishing)$/, disabled: false })
  }

  /** Makes the backup that a browser's first sealed work waits for. */
  private async backUp(): Promise<void> {
    const gate = this.page.getByRole('region', { name: 'First, a backup of your keys' })
    await gate.or(this.goOn).first().waitFor()
    if ((await gate.count()) > 0) await new KeysPage(this.profile).backUp()
  }

  async published(title: string): Promise<this> {
    await this.page.getByRole('heading', { level: 1, name: `${title} is published` }).waitFor()
    return this
  }

  /** In the demo wallet's dialog. */
  async answer(verdict: 'Approve' | 'Reject'): Promise<this> {
    await this.page.getByRole('dialog').getByRole('button', { name: verdict }).click()
    return this
  }
}

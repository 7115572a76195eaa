/** Keys and backup, as their owner uses them: in the settings, and where a backup is asked for. */
import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright'
import type { ProfileOptions } from '../../harness/profile.ts'
import { theStack } from '../../harness/stack.ts'
import { AppPage } from './app.ts'

export class KeysPage extends AppPage {
  static override async open(options: ProfileOptions = {}): Promise<KeysPage> {
    return new KeysPage((await AppPage.open(options)).profile).show()
  }

  async show(): Promise<this> {
    await this.goTo('#/settings/keys')
    await this.page.getByRole('tab', { name: 'Keys and backup', selected: true }).waitFor()
    return this
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Unlock your keys' })
  }

  /** A line of the list of keys. */
  row(title: string): Locator {
    return this.page.getByRole('table', { name: 'Keys in this browser' }).getByRole('row').filter({ hasText: title })
  }

  async press(name: string | RegExp): Promise<this> {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).click()
    return this
  }

  async sees(text: string | RegExp): Promise<this> {
    await this.page.getByText(text).first().waitFor()
    return this
  }

  /** Under a passphrase made by the app, which is returned with the file's text. */
  async backUp(): Promise<{ file: string; passphrase: string }> {
    const form = this.page.locator('form').filter({ hasText: 'Passphrase for the backup file' })
    await form.getByRole('button', { name: 'Make one for me' }).click()
    const passphrase = await form.getByLabel('Passphrase for the backup file').inputValue()
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      form.getByRole('button', { name: 'Save the backup file' }).click(),
    ])
    const file = await readFile(await download.path(), 'utf8')
    await this.press('Both are in a safe place')
    return { file, passphrase }
  }

  async bringBack(file: string, passphrase: string): Promise<this> {
    const buffer = Buffer.from(file)
    await this.page
      .getByLabel('Backup file', { exact: true })
      .setInputFiles({ name: 'tributary-keys.json', mimeType: 'application/json', buffer })
    await this.page.getByLabel('Passphrase of the backup').fill(passphrase)
    return this.press('Add the keys')
  }

  async setPassphrase(passphrase: string): Promise<this> {
    await this.press('Set a passphrase')
    await this.page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    const form = this.page.locator('form').filter({ hasText: 'Set the passphrase' })
    await form.getByLabel('Once more').fill(passphrase)
    await this.press('Set the passphrase')
    return this.sees('The passphrase unlocks your keys from now on.')
  }

  /** An authenticator in this browser that knows PRF, as those of phones and laptops do. */
  async plugAuthenticator(): Promise<this> {
    const session = await this.profile.context.newCDPSession(this.page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return this
  }
}

/** The app at an address that is a number, where passkeys are refused. */
export const atNumber = (): string => theStack().url.replace('localhost', '127.0.0.1')

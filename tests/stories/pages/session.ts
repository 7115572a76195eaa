/** Listening money as a listener uses it: the player, its chip, and the sheet behind the chip. */
import type { Locator } from 'playwright'
import type { AppPage } from './app.ts'
import { WorkPage } from './work.ts'

export class SessionPage extends WorkPage {
  static from({ profile }: AppPage): SessionPage {
    return new SessionPage(profile)
  }

  get chip(): Locator {
    return this.page.getByRole('button', { name: 'Listening money', exact: true })
  }

  get sheet(): Locator {
    return this.page.getByRole('dialog', { name: 'Listening money' })
  }

  get question(): Locator {
    return this.page.getByRole('dialog', { name: 'Your listening money is used up' })
  }

  async open(): Promise<this> {
    await this.chip.click()
    await this.sheet.waitFor()
    return this
  }

  async close(): Promise<this> {
    await this.sheet.getByRole('button', { name: 'Close' }).click()
    return this
  }

  async press(name: string | RegExp): Promise<this> {
    await this.sheet.getByRole('button', { name }).click()
    return this
  }

  /** A new start of a work, whatever plays now. */
  async startPlaying(work: number): Promise<this> {
    const stop = this.player.getByRole('button', { name: 'Close the player' })
    if ((await stop.count()) > 0) await stop.click()
    await this.goTo(`#/work/${work}`)
    return this.listen('Play')
  }

  /** The fastest there is, so that a story need not last as long as the music. */
  async faster(): Promise<this> {
    await this.player.getByLabel('Speed').selectOption('3')
    return this
  }

  /** What stands beside a label of the sheet. */
  async figure(label: string): Promise<string> {
    const row = this.sheet.locator('dt', { hasText: label }).locator('+ dd')
    return (await row.innerText()).replaceAll(/\s+/g, ' ')
  }
}

import type { Locator } from 'playwright'
import { AppPage } from './app.ts'

/** The page of one work. */
export class WorkPage extends AppPage {
  static async of(app: AppPage, number: number): Promise<WorkPage> {
    await app.goTo(`#/work/${number}`)
    const work = new WorkPage(app.profile)
    await work.heading.waitFor()
    return work
  }

  get ledger(): Locator {
    return this.page.getByRole('table', { name: /ledger/i }).locator('tbody tr')
  }

  section(name: string): Locator {
    return this.page.getByRole('region', { name })
  }

  get player(): Locator {
    return this.page.getByRole('region', { name: 'Player' })
  }

  /** What the one audio element of the page is doing. */
  async sound(): Promise<{ time: number; seconds: number; playing: boolean }> {
    return this.page.locator('audio').evaluate((audio: HTMLAudioElement) => ({
      time: audio.currentTime,
      seconds: audio.duration,
      playing: !audio.paused,
    }))
  }

  async listen(button: 'Play' | 'Play the preview'): Promise<this> {
    await this.page.getByRole('main').getByRole('button', { name: button, exact: true }).click()
    return this
  }
}

import type { Locator } from 'playwright'
import type { AppPage } from './app.ts'
import { WorkPage } from './work.ts'

/** The bar at the foot of every screen, its sheet, and what really sounds. */
export class PlayerPage extends WorkPage {
  static override async of(app: AppPage, number: number): Promise<PlayerPage> {
    return new PlayerPage((await WorkPage.of(app, number)).profile)
  }

  get sheet(): Locator {
    return this.page.getByRole('dialog', { name: 'Playing' })
  }

  async openSheet(): Promise<this> {
    await this.player.getByRole('button', { name: 'Queue', exact: true }).click()
    await this.sheet.getByRole('heading', { name: 'Next' }).waitFor()
    return this
  }

  /** Adds a work from its own page. */
  async add(number: number, where: 'Play next' | 'Add to the queue'): Promise<this> {
    await this.goTo(`#/work/${number}`)
    await this.page.getByRole('button', { name: where, exact: true }).click()
    await this.page.getByText(/^(It plays next\.|Added to the queue\.)$/).waitFor()
    return this
  }

  async next(): Promise<string[]> {
    return this.sheet.locator('li .title').allInnerTexts()
  }

  /** The title in the bar. */
  async title(): Promise<string> {
    return this.player.getByRole('link').first().innerText()
  }

  async element(kind: 'audio' | 'video' = 'audio') {
    return this.page.locator(kind).evaluate((media: HTMLMediaElement) => ({
      time: media.currentTime,
      seconds: media.duration,
      playing: !media.paused,
      rate: media.playbackRate,
      muted: media.muted,
      pitch: media.preservesPitch,
    }))
  }

  /** Where the picture stands: on the page's stage, or small above the bar. */
  async picture() {
    return this.page.locator('video').evaluate((video: HTMLVideoElement) => {
      const { width, bottom } = video.getBoundingClientRect()
      return { width, fromFoot: innerHeight - bottom, seen: video.checkVisibility() }
    })
  }
}

import type { Locator } from 'playwright'
import { AppPage } from './app.ts'
import type { ProfileOptions } from '../../harness/profile.ts'

export class ExplorePage extends AppPage {
  static override async open(options: ProfileOptions = {}): Promise<ExplorePage> {
    return new ExplorePage((await AppPage.open(options)).profile)
  }

  get cards(): Locator {
    return this.page.getByRole('main').getByRole('listitem')
  }

  card(title: string): Locator {
    return this.cards.filter({ hasText: title })
  }

  /** Waits until these works have their titles, fetched and verified over IPFS; goes back to older ones for them. */
  async showing(titles: readonly string[]): Promise<this> {
    const older = this.page.getByRole('button', { name: 'Older works' })
    for (const title of titles) {
      const card = this.card(title).first()
      for (;;) {
        await card.or(older).first().waitFor()
        if (await card.isVisible()) break
        // It is gone while a page loads, and for good after the last one.
        await older.click({ timeout: 1_000 }).catch(() => undefined)
      }
    }
    return this
  }

  async search(text: string): Promise<this> {
    await this.page.getByLabel('Search by title or creator').fill(text)
    return this
  }
}

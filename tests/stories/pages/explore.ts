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

  /** Waits until this many works have their titles, fetched and verified over IPFS. */
  async showing(titles: readonly string[]): Promise<this> {
    for (const title of titles) await this.card(title).first().waitFor()
    return this
  }

  async search(text: string): Promise<this> {
    await this.page.getByLabel('Search by title or creator').fill(text)
    return this
  }
}

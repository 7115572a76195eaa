/** What every screen has: the masthead, the address, the person. Verbs return the page they lead to. */
import type { Locator, Page } from 'playwright'
import { newProfile, type Profile, type ProfileOptions } from '../../harness/profile.ts'

export class AppPage {
  readonly profile: Profile

  constructor(profile: Profile) {
    this.profile = profile
  }

  /** A person's own browser, at the first screen. */
  static async open(options: ProfileOptions = {}): Promise<AppPage> {
    const app = new AppPage(await newProfile(options))
    await app.page.getByRole('banner').waitFor()
    return app
  }

  get page(): Page {
    return this.profile.page
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  /** Follows a hash address, `#/work/3`; a link's click does the same. The screen that was left is gone then. */
  async goTo(address: string): Promise<void> {
    await this.page.evaluate(
      (hash) =>
        new Promise<void>((left) => {
          if (location.hash === hash) return left()
          // The app has been listening for longer, and draws before the next task.
          addEventListener('hashchange', () => setTimeout(left), { once: true })
          location.hash = hash
        }),
      address,
    )
  }

  /** Connects the demo account of this first name, as a person does: Connect, then the wallet's name. */
  async connectAs(name: string): Promise<this> {
    await this.page.getByRole('button', { name: 'Connect', exact: true }).click()
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: new RegExp(name) })
      .waitFor()
    return this
  }
}

import type { Locator } from 'playwright'
import { AppPage } from './app.ts'

/** The living picture and its table twin, on its own screen or on a work's page. */
export class FlowsPage extends AppPage {
  static async of(app: AppPage, address = '#/flows'): Promise<FlowsPage> {
    await app.goTo(address)
    const flows = new FlowsPage(app.profile)
    await flows.picture.waitFor()
    return flows
  }

  get picture(): Locator {
    return this.page.getByRole('img', { name: /^Money from payers/ })
  }

  /** Money on its way this moment, by the place it runs to. */
  movingTo(place: 'work' | 'holder'): Locator {
    return this.picture.locator(`path.drop[data-to^="${place}/"]`)
  }

  /** How the first of it is drawn, looked at in the moment it appears: soon it is gone again. */
  async styleOfMoving(place: 'work' | 'holder') {
    const found = await this.page.waitForFunction((to) => {
      const path = document.querySelector(`path.drop[data-to^="${to}/"]`)
      if (!path) return undefined
      const { animationName, strokeDasharray, opacity } = getComputedStyle(path)
      return { animationName, strokeDasharray, opacity }
    }, place)
    return found.jsonValue()
  }

  async names(): Promise<string[]> {
    return this.picture.locator('text').allTextContents()
  }

  /** How far the picture's contents reach, and how far they may. */
  async extent(): Promise<{ left: number; right: number; width: number }> {
    return this.picture.evaluate((svg) => {
      const boxes = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect())
      const left = Math.min(...boxes.map((box) => box.left))
      return { left, right: Math.max(...boxes.map((box) => box.right)), width: window.innerWidth }
    })
  }

  async asTable(): Promise<Locator> {
    await this.page.getByText('The same as a table').click()
    return this.page.getByRole('table', { name: /Payments and whom they reached/ }).locator('tbody tr')
  }
}

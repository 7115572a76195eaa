/** A statement: what it says in its equation, its tables, and the file it saves. */
import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright'
import { AppPage } from './app.ts'

export class StatementPage extends AppPage {
  static async of(app: AppPage, address: string): Promise<StatementPage> {
    const page = new StatementPage(app.profile)
    await page.goTo(`#/statement/${address}`)
    return page
  }

  get events(): Locator {
    return this.card('Every event of this period').getByRole('listitem')
  }

  get together(): Locator {
    return this.page.getByRole('table', { name: /^All works paid in/ })
  }

  card(heading: string): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^${heading}`) })
  }

  /** The lines of a card's equation by their words, in wei. */
  async equation(heading: string): Promise<readonly (readonly [string, bigint])[]> {
    const list = this.card(heading).locator('dl')
    await list.waitFor()
    const [words, amounts] = await Promise.all([list.locator('dt').allInnerTexts(), list.locator('dd').allInnerTexts()])
    return words.map((word, i) => [word, weiOf(amounts[i]!)] as const)
  }

  /** What the page hands over as a download. */
  async save(button: string): Promise<{ readonly name: string; readonly text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: button }).click(),
    ])
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
  }
}

/** `−0.0012` → −1200000000000000n. */
export function weiOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace(/[−+\s\u202f]/g, '').split('.')
  return BigInt(whole + fraction.padEnd(18, '0')) * (text.trim().startsWith('−') ? -1n : 1n)
}

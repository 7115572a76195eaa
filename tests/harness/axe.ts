import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Axe from 'axe-core'
import type { Page } from 'playwright'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong on the page as it is now: rule, first place, what to do. What moves is judged where it comes to
 * rest: colours on their way from one to another are nobody's. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  await page.evaluate(() => {
    for (const each of document.getAnimations())
      if (Number.isFinite(each.effect?.getComputedTiming().endTime)) each.finish()
  })
  const { violations } = await page.evaluate((values) => {
    const { axe } = globalThis as unknown as { axe: typeof Axe }
    return axe.run(document, { runOnly: { type: 'tag', values } })
  }, STANDARDS)
  return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`)
}

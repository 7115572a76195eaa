import type { Address, WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'

/** Works looked at in one request, and at most. */
const AT_ONCE = 50
const MOST = 500

/** A creator's works, the newest first. Rejects when the chain does not answer. */
export async function worksBy(app: App, creator: Address): Promise<WorkId[]> {
  const count = await app.catalogue.countAgain()
  const found: WorkId[] = []
  for (let end = count; end > Math.max(0, count - MOST); end -= AT_ONCE) {
    const from = Math.max(1, end - AT_ONCE + 1)
    const page = await app.catalogue.page(from, end - from + 1)
    const own = page.filter(({ work }) => work?.creator.toLowerCase() === creator.toLowerCase())
    found.push(...own.map(({ id }) => id).reverse())
  }
  return found
}

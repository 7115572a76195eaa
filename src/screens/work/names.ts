import type { Address } from '../../royalties/words.ts'
import { shortAddress } from '../../design/money.ts'
import type { Entry } from '../catalogue.svelte.ts'

const same = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()

/** What a work's page calls an account: you, a name its manifest credits, or the address. */
export function nameOf(account: Address, entry: Entry, you: Address | undefined): string {
  const { manifest } = entry
  const credited = manifest?.credits.find((credit) => same(credit.account, account))?.name
  const name = credited ?? (same(manifest?.creator.account, account) ? manifest?.creator.name : undefined)
  const shown = name ? `${name} (${shortAddress(account)})` : shortAddress(account)
  return same(account, you) ? `You, ${shown}` : shown
}

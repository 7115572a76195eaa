import type { Address } from '../../royalties/words.ts'
import { shortAddress } from '../../design/money.ts'
import type { Entry } from '../catalogue.svelte.ts'

const same = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()

/** The name that a work's manifest gives an account, if it does. A claim of its creator, never proof. */
export function creditedName(account: Address, { manifest }: Entry): string | undefined {
  const credited = manifest?.credits.find((credit) => same(credit.account, account))?.name
  return credited ?? (same(manifest?.creator.account, account) ? manifest?.creator.name : undefined)
}

/** What a work's page calls an account where no picture stands beside it; the name is a claim, so the address stays. */
export function nameOf(account: Address, name: string | undefined, you: Address | undefined): string {
  const shown = name ? `${name} (${shortAddress(account)})` : shortAddress(account)
  return same(account, you) ? `You, ${shown}` : shown
}

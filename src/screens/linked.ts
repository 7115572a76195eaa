import { parseRoute } from './shell/routes.ts'

const PLACE = 'tributary.linked'

/**
 * The network that the link asks for with which this tab was opened: `#/verify/7?chain=8453`. Holds for the tab and its
 * reloads, and changes nothing that the user chose.
 */
export function linkedChain(): number | undefined {
  const { chain } = parseRoute(location.hash).params
  try {
    if (chain) sessionStorage.setItem(PLACE, chain)
    return Number(chain ?? sessionStorage.getItem(PLACE)) || undefined
  } catch {
    // Storage is forbidden here: the link alone says it.
    return Number(chain) || undefined
  }
}

export function forgetLinkedChain(): void {
  try {
    sessionStorage.removeItem(PLACE)
  } catch {
    // Then nothing was remembered either.
  }
}

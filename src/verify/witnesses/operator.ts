/** By the last two parts of the host's name: two names of one company count once. Numeric hosts stand for themselves. */
export function operatorOf(url: string): string {
  const { hostname } = new URL(url)
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')
}

/** How many independent ones there are. */
export const countOperators = (of: readonly { readonly operator: string }[]): number =>
  new Set(of.map(({ operator }) => operator)).size

/** Addresses inside a book. */

export interface Target {
  /** Name of an entry of the archive. */
  readonly path: string
  readonly fragment: string
}

/** Resolves as a browser would, from the file it stands in. Undefined for everything that leads out of the book. */
export function targetOf(href: string, from: string): Target | undefined {
  const base = `epub:/${from.split('/').map(encodeURIComponent).join('/')}`
  if (!URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  if (url.protocol !== 'epub:' || url.host !== '') return undefined
  const path = decoded(url.pathname)?.replace(/^\/+/, '')
  return path === undefined ? undefined : { path, fragment: decoded(url.hash.slice(1)) ?? '' }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

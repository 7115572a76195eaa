/**
 * Trusted Types. The page's policy forbids turning text into code; workers and the service worker are the exception, and
 * only from this very site. Import this before anything that starts a worker. Markup is never made from text here: the
 * one policy for it is Svelte's own, for templates that were written at build time.
 */

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

/** Throws a TypeError for a script from anywhere but this site. */
export function sameOrigin(url: string, base = document.baseURI): string {
  const { origin, href } = new URL(url, base)
  if (origin !== new URL(base).origin) throw new TypeError(`A script from ${origin} is not allowed here`)
  return href
}

// "default" is asked whenever a plain string meets a script sink, as in `new Worker(new URL(…))`, which the bundler has
// to find in exactly that form.
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
factory?.createPolicy('default', { createScriptURL: (url) => sameOrigin(url) })

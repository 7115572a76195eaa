/** The content security policy: the same text as header of our own server, as meta element for static hosts, and as
 * the gate of the browser tests. Workers take it from their own response, so a server should send it with every file. */

const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  // A user may add any RPC, gateway or pinning service over TLS; without TLS only this machine.
  "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default tributary svelte-trusted-html',
]

/** Browsers ignore `frame-ancestors` in a meta element, loudly: only the header carries it. */
export const POLICY_FOR_META = DIRECTIVES.join('; ')
export const POLICY = [...DIRECTIVES, "frame-ancestors 'none'"].join('; ')

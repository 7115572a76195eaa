// @ts-check
/// <reference lib="webworker" />
/** Streams for players: a proxy between <audio>, <video> and the page's worker. It holds no key, no content, no state;
 * the browser may stop and start it at any time. */
const self = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis))
const streams = new URL('stream/', self.registration.scope)
/** Milliseconds without an answer from the page. */
const PATIENCE = 45_000

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
// A page loaded by a hard reload is not controlled; it asks to be.
self.addEventListener('message', (event) => event.data === 'claim' && event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== streams.origin || !pathname.startsWith(streams.pathname)) return
  event.respondWith(answer(event, pathname.slice(streams.pathname.length)))
})

/** @param {FetchEvent} event @param {string} token */
async function answer(event, token) {
  if (event.request.method !== 'GET') return new Response(null, { status: 405, headers: { allow: 'GET' } })
  const own = event.clientId ? await self.clients.get(event.clientId) : undefined
  // A download or a new tab has no client of its own yet: the tab that opened the stream answers.
  const pages = own ? [own] : await self.clients.matchAll({ type: 'window' })
  for (const page of pages) {
    const { port1: port, port2 } = new MessageChannel()
    const range = event.request.headers.get('range')
    page.postMessage({ kind: 'tributary-stream', token, range }, [port2])
    const head = await next(port)
    if (head && head.status !== 404) return new Response(body(port, head.status), head)
    port.close()
  }
  return new Response(null, { status: pages.length > 0 ? 404 : 503, headers: { 'cache-control': 'no-store' } })
}

/** The port's next message; undefined when none comes in time. @param {MessagePort} port */
function next(port) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE)
    port.onmessage = ({ data }) => (clearTimeout(timer), resolve(data))
  })
}

/** One part for each pull: the player's pace is the worker's. @param {MessagePort} port @param {number} status */
function body(port, status) {
  if (status === 416) return (port.close(), null)
  return new ReadableStream(
    {
      async pull(controller) {
        port.postMessage('pull')
        const part = await next(port)
        if (part?.chunk) return controller.enqueue(part.chunk)
        port.close()
        if (part?.done) controller.close()
        else controller.error(new Error(part?.error ?? 'The page did not answer'))
      },
      cancel() {
        port.postMessage('cancel')
        port.close()
      },
    },
    { highWaterMark: 1 },
  )
}

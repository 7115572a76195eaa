// @ts-check
/// <reference lib="webworker" />
/** Streams for players: a proxy between <audio>, <video> and the page's worker. It holds no key, no content, no state;
 * the browser may stop and start it at any time, and a newer one may take its place midway. Beside that it keeps the app's
 * own files, so that what is kept here opens without a network. */
const self = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis))
const streams = new URL('stream/', self.registration.scope)
/** Milliseconds without a sign of life from the page's worker. */
const PATIENCE = 45_000
/** Milliseconds for a page to say that it has a library open: the page that asks may be busy, others should not be. */
const PRESENCE = { own: 4_000, other: 2_000 }

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
// A page loaded by a hard reload is not controlled; it asks to be.
self.addEventListener('message', (event) => event.data === 'claim' && event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== streams.origin) return
  if (pathname.startsWith(streams.pathname)) event.respondWith(answer(event, pathname.slice(streams.pathname.length)))
  else if (isApp(event.request)) event.respondWith(own(event))
})

/** @param {Request} request */
const isApp = ({ method, url, headers }) =>
  method === 'GET' && url.startsWith(self.registration.scope) && !headers.has('range') && !url.endsWith('/sw.js')

/** Files of old versions beyond this many are let go, the oldest first. */
const MOST_FILES = 600

/** Names in assets/ carry their content's hash, so what is here is right. Everything else is asked for anew, and taken from
 * here only when nobody answers. @param {FetchEvent} event */
async function own({ request }) {
  const cache = await caches.open('app')
  const hashed = request.url.startsWith(new URL('assets/', self.registration.scope).href)
  const here = () => cache.match(request, { ignoreSearch: !hashed })
  const known = hashed ? await here() : undefined
  if (known) return known
  try {
    const fresh = await fetch(request)
    // A full disk must not keep the app from loading.
    if (fresh.status === 200 && fresh.type === 'basic') await keep(cache, request, fresh.clone()).catch(() => {})
    return fresh
  } catch (error) {
    const old = await here()
    if (old) return old
    throw error
  }
}

/** @param {Cache} cache @param {Request} request @param {Response} response */
async function keep(cache, request, response) {
  await cache.put(request, response)
  const all = await cache.keys()
  for (const old of all.slice(0, Math.max(0, all.length - MOST_FILES))) await cache.delete(old)
}

/** @param {FetchEvent} event @param {string} token */
async function answer(event, token) {
  const { method, headers } = event.request
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
  // Ranges are GET's alone (RFC 9110 §14.2).
  const range = method === 'GET' ? headers.get('range') : null
  const own = event.clientId ? await self.clients.get(event.clientId) : undefined
  // A download or a new tab has no client of its own yet: the tab that opened the stream answers.
  const pages = own ? [own] : await self.clients.matchAll({ type: 'window' })
  const asked = pages.map((page) => ask(page, { kind: 'tributary-stream', token, range }, own ? 'own' : 'other'))
  const found = await Promise.any(asked).catch(() => undefined)
  for (const each of asked) each.then(({ port }) => port !== found?.port && leave(port)).catch(() => {})
  if (!found) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } })
  if (method === 'GET') return new Response(body(found.port, found.head.status), found.head)
  leave(found.port)
  return new Response(null, found.head)
}

/** Rejects when this page has no such stream. @param {Client} page @param {object} request @param {'own' | 'other'} whose */
async function ask(page, request, whose) {
  const { port1: port, port2 } = new MessageChannel()
  page.postMessage(request, [port2])
  let head = await next(port, PRESENCE[whose])
  if (head?.here) head = await next(port, PATIENCE)
  if (head && head.status !== 404) return { port, head }
  port.close()
  throw new Error('This page has no such stream')
}

/** @param {MessagePort} port */
function leave(port) {
  port.postMessage('cancel')
  port.close()
}

/** The port's next message; undefined when none comes in time, or the other end is gone.
 * @param {MessagePort} port @param {number} patience */
function next(port, patience) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    const done = (/** @type {any} */ data) => (clearTimeout(timer), resolve(data))
    // Not every browser tells that the other end is gone; there the timer does.
    Object.assign(port, {
      onmessage: (/** @type {MessageEvent} */ { data }) => done(data),
      onclose: () => done(undefined),
    })
  })
}

/** One part for each pull: the player's pace is the worker's. @param {MessagePort} port @param {number} status */
function body(port, status) {
  if (status === 416) return (port.close(), null)
  return new ReadableStream(
    {
      async pull(controller) {
        port.postMessage('pull')
        let part = await next(port, PATIENCE)
        while (part?.waiting) part = await next(port, PATIENCE)
        if (part?.chunk) return controller.enqueue(part.chunk)
        port.close()
        if (part?.done) controller.close()
        else controller.error(new Error(part?.error ?? 'The page did not answer'))
      },
      cancel: () => leave(port),
    },
    // Nothing is taken before it is read: the worker has the next part ready.
    { highWaterMark: 0 },
  )
}

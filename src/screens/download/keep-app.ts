import { READERS } from '../read/readers.ts'

/** Milliseconds for the service worker to take charge. */
const PATIENCE = 30_000

/** Sees to it that this browser has the app itself: what this page has loaded, and every reader. False where it cannot. */
export async function keepApp(): Promise<boolean> {
  const workers = (navigator as Partial<Navigator>).serviceWorker
  if (!workers) return false
  try {
    await workers.register(new URL('sw.js', document.baseURI))
    const { active } = await workers.ready
    active?.postMessage('claim')
    await controlled(workers)
    const [pdf] = await Promise.all([
      import('../read/pdf/document.ts'),
      import('../read/read.svelte'),
      ...Object.values(READERS).map((load) => load()),
    ])
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
    const own = [document.baseURI, new URL(pdf.workerUrl, document.baseURI).href, ...loaded].filter(isOwn)
    // Through the service worker, which keeps what passes through it. The browser has most of it already.
    await Promise.all([...new Set(own)].map((url) => fetch(url)))
    return true
  } catch {
    return false
  }
}

const isOwn = (url: string): boolean =>
  url.startsWith(new URL('./', document.baseURI).href) && !/\/(stream\/|sw\.js)/.test(url)

async function controlled(workers: ServiceWorkerContainer): Promise<void> {
  if (workers.controller) return
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No service worker took charge')), PATIENCE)
    workers.addEventListener('controllerchange', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

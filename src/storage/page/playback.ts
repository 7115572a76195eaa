/** The service worker through which players read, and the page's part in it: passing requests on to the worker. */
import { StorageProblem } from '../problem.ts'
import type { StreamPresence, StreamRequest, ToWorker } from '../wire.ts'

/** Milliseconds for the service worker to take charge of this page. */
const PATIENCE = 30_000

export interface Playback {
  /** Resolves when a stream URL will be answered. */
  ready(): Promise<void>
  urlOf(token: string): string
  close(): void
}

export function openPlayback(tell: (message: ToWorker, transfer: Transferable[]) => void): Playback {
  // Missing where the page is not secure, and in some private windows.
  const workers = (navigator as Partial<Navigator>).serviceWorker
  const pass = ({ data, ports }: MessageEvent<Partial<StreamRequest> | undefined>) => {
    if (data?.kind !== 'tributary-stream' || !ports[0]) return
    // Pages without a library say nothing; nobody has to wait for them.
    ports[0].postMessage({ here: true } satisfies StreamPresence)
    tell({ kind: 'serve', token: String(data.token), range: data.range ?? null, port: ports[0] }, [ports[0]])
  }
  workers?.addEventListener('message', pass)
  workers?.startMessages()
  let readied: Promise<void> | undefined
  return {
    ready() {
      readied ??= takeCharge(workers)
      readied.catch(() => (readied = undefined))
      return readied
    },
    urlOf: (token) => new URL(`stream/${token}`, document.baseURI).href,
    close: () => workers?.removeEventListener('message', pass),
  }
}

async function takeCharge(workers: ServiceWorkerContainer | undefined): Promise<void> {
  if (!workers) throw unavailable()
  await workers.register(new URL('sw.js', document.baseURI)).catch((cause: unknown) => {
    throw unavailable(cause)
  })
  const { active } = await workers.ready
  if (workers.controller) return
  // The first load and a hard reload leave the page without a service worker until it is claimed.
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable()), PATIENCE)
    workers.addEventListener('controllerchange', () => (clearTimeout(timer), resolve()), { once: true })
    active?.postMessage('claim')
  })
}

const unavailable = (cause?: unknown) =>
  new StorageProblem('network', 'Playing needs a service worker, which this browser or page does not allow here.', {
    cause,
  })

/** The library in a page: questions go to the worker, peers and playback are the page's own. */
import type { Item, Library, StorageConfig, StreamNews } from '../library.ts'
import type { ToWorker } from '../wire.ts'
import { hearWorker } from './hearWorker.ts'
import { openPeers } from './peers.ts'
import { openPlayback } from './playback.ts'
import { readingOf } from './reading.ts'
import { linkWorker, type WorkerLink } from './workerLink.ts'

/** Milliseconds, and bytes, when the caller does not say. */
const PATIENCE = 20_000
const LIMIT = 8 * 1_048_576

/** Opens at once; the worker is started by the first use. */
export async function openLibrary(initial: StorageConfig): Promise<Library> {
  let config = initial
  const peers = openPeers(() => config)
  const configured = (): ToWorker => ({
    kind: 'configure',
    config: { gateways: config.gateways, pinning: config.pinning },
  })
  const met = (): ToWorker => {
    const { connected, addresses } = peers.state()
    return { kind: 'peers', connected: connected.map(({ id }) => id), addresses }
  }
  const streams = new Map<string, { item: Item; news: ((news: StreamNews) => void) | undefined }>()
  const reopened = (): ToWorker[] =>
    [...streams].map(([token, { item, news }]) => ({ kind: 'reopen', token, item, patient: news !== undefined }))
  const worker: WorkerLink = linkWorker(
    startWorker,
    () => [configured(), met(), ...reopened()],
    (news) => (news.kind === 'stream' ? streams.get(news.token)?.news?.(news.news) : hear(news)),
  )
  const hear = hearWorker(peers, worker.tell)
  const playback = openPlayback(worker.tell)
  const stopWatching = peers.onChange(() => worker.tell(met()))

  return {
    add: (blob, working) => (keep(), worker.ask('add', [blob], working)),
    addRaw: (bytes) => worker.ask('addRaw', [bytes]),
    seal: (source, { job, shardKey, aad, ...working }) => (
      keep(),
      worker.ask('seal', [source, { job, shardKey, aad }], working)
    ),
    discard: (job) => worker.ask('discard', [job]),
    pin: (cid, name, working) => worker.ask('pin', [cid, name], working),
    read: (cid, { limit = LIMIT, timeout = PATIENCE, ...working } = {}) =>
      worker.ask('read', [cid, limit, timeout], working),
    async stream(item, { news } = {}) {
      const token = crypto.randomUUID()
      const close = () => {
        // A worker that is gone has let go of it already.
        if (streams.delete(token)) worker.ask('shut', [token]).catch(() => {})
      }
      streams.set(token, { item, news })
      const opened = worker.ask('stream', [token, item, news !== undefined])
      await Promise.all([opened, playback.ready()]).catch((error: unknown) => {
        close()
        throw error
      })
      return { url: playback.urlOf(token), close }
    },
    async open(item, { keep = true } = {}) {
      const token = await worker.ask('open', [item, keep])
      return readingOf(worker, token, item.bytes)
    },
    keep: (order, working) => (keep(), worker.ask('keep', [order], working)),
    kept: () => worker.ask('kept', []),
    release: (id) => worker.ask('release', [id]),
    copies: (cid, { check = false, ...working } = {}) => worker.ask('copies', [cid, check], working),
    probe: (order, working) => worker.ask('probe', [order], working),
    car: (cid, working) => worker.ask('car', [cid], working),
    importCar: (blob) => worker.ask('importCar', [blob]),
    refused: () => worker.ask('refused', []),
    usage,
    peers,
    configure(next) {
      config = next
      worker.tell(configured())
    },
    async close() {
      stopWatching()
      playback.close()
      worker.close()
      await peers.goOffline()
    },
  }
}

const startWorker = () =>
  new Worker(new URL('../content.worker.ts', import.meta.url), { type: 'module', name: 'content' })

let asked = false
/** Asks the browser, once, not to clear what is stored here when the disk gets full. It may ask the user, and refuse. */
function keep(): void {
  if (!asked) void navigator.storage.persist().catch(() => false)
  asked = true
}

async function usage(): Promise<{ used: number; quota: number; persisted: boolean }> {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ])
  return { used: usage, quota, persisted }
}

/** The worker's parts, put together: blocks on disk, Helia over them, routes to others, memory of jobs and copies. */
import { unixfs } from '@helia/unixfs'
import { MemoryDatastore } from 'datastore-core'
import { createHeliaLight } from 'helia'
import type { CID } from 'multiformats/cid'
import { blockBytes, parseCid, type Blocks } from '../blocks.ts'
import type { Jobs } from '../jobs.ts'
import { asProblem } from '../problem.ts'
import { readSpan } from '../span.ts'
import type { WorkerConfig } from '../wire.ts'
import { BLOCKS, CompactIdb } from './compactIdb.ts'
import { openSeen, type Seen } from './copies.ts'
import { openDatabase, type Database } from './database.ts'
import { idbJobs } from './idbJobs.ts'
import { nodeMemory } from './nodeMemory.ts'
import { passingStore } from './passingStore.ts'
import { openRoutes, RouteEvent, type PeerLink, type Routes } from './routes.ts'

/** The page's peers, seen from the worker. */
export interface PagePeers extends PeerLink {
  addresses(): readonly string[]
  dial: (addresses: readonly string[]) => void
}

export interface Span {
  offset?: number
  length?: number
  /** False: what has to be fetched passes through and is not stored here. */
  keep?: boolean
  signal?: AbortSignal
}

export interface Content {
  readonly config: WorkerConfig
  /** Only what is in this browser. */
  readonly store: Blocks
  readonly jobs: Jobs
  readonly seen: Seen
  readonly database: Database
  readonly routes: Routes
  readonly peers: PagePeers
  /** A file's bytes from wherever they are. What is fetched is kept, and its source noted under `cid`. */
  cat(cid: string, span?: Span): AsyncIterable<Uint8Array>
  /** One block of the DAG under `root`, from wherever it is. */
  block(cid: CID, root: CID, signal?: AbortSignal): Promise<Uint8Array>
}

export async function openContent(config: WorkerConfig, peers: PagePeers): Promise<Content> {
  const store = new CompactIdb(BLOCKS)
  const [database] = await Promise.all([openDatabase(), store.open()])
  const seen = openSeen(database)
  const routes = openRoutes(() => config.gateways, peers)
  const blockBrokers = [routes.broker]
  const helia = await createHeliaLight({ blockstore: store, datastore: new MemoryDatastore(), blockBrokers }).start()
  const files = unixfs(helia)
  const passing = passingStore(store, routes.broker)
  const through = unixfs({ blockstore: passing })
  const nodes = nodeMemory()
  const noting = (root: string) => (event: unknown) => {
    if (event instanceof RouteEvent) void seen.note(root, event.detail.where, event.detail.label)
  }
  return {
    config,
    store,
    jobs: idbJobs(database),
    seen,
    database,
    routes,
    peers,
    async *cat(cid, span = {}) {
      const root = parseCid(cid)
      const onProgress = noting(cid)
      try {
        if (span.length === undefined) {
          yield* (span.keep === false ? through : files).cat(root, { ...span, onProgress })
          return
        }
        const options: { signal?: AbortSignal; onProgress: typeof onProgress } = { onProgress }
        if (span.signal) options.signal = span.signal
        const from = span.keep === false ? passing : helia.blockstore
        const get = nodes((each) => blockBytes({ get: (cid) => from.get(cid, options) }, each))
        yield* readSpan(root, get, span.offset ?? 0, (span.offset ?? 0) + span.length)
      } catch (error) {
        throw asProblem(error, span.signal)
      }
    },
    block: (cid, root, signal) =>
      blockBytes(
        { get: (each) => helia.blockstore.get(each, { ...(signal && { signal }), onProgress: noting(String(root)) }) },
        cid,
      ).catch((error: unknown) => {
        throw asProblem(error, signal)
      }),
  }
}

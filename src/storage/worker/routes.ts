/** How a block that is not here is fetched: from peers, and when they are slow from gateways, one after the other.
 * Helia sees it as its one block broker. Its own gateway broker races all routes at once, does not say which one lied,
 * and hangs when gateways are the only routers (helia 7.1.15). */
import type { BlockBroker } from 'helia'
import type { CID } from 'multiformats/cid'
import { isBlock } from '../blocks.ts'
import { StorageProblem } from '../problem.ts'
import type { Copy } from '../shelf.ts'
import { fromGateway, hostOf } from './gateway.ts'
import { first, limited } from './race.ts'

export interface PeerLink {
  /** Peers connected now: their ids. Empty when offline. */
  connected(): readonly string[]
  fetch(cid: CID, signal: AbortSignal): Promise<Uint8Array>
}

export interface Routes {
  readonly broker: BlockBroker
  /** Gateways that sent wrong bytes: they are asked last. */
  readonly liars: Set<string>
  gateway(url: string, cid: CID, signal?: AbortSignal): Promise<Uint8Array>
}

/** Tells the caller of a read, through Helia's progress events, where a block came from. */
export class RouteEvent {
  readonly type = 'tributary:route'
  readonly detail: { readonly where: Copy['where']; readonly label: string }
  constructor(where: Copy['where'], label: string) {
    this.detail = { where, label }
  }
}

/** Milliseconds a route is given before the next one is tried beside it. */
const HEAD_START = 1500
/** Milliseconds a route that was overtaken is tried after the others: a file has many blocks, and waiting costs on each. */
const REST = 30_000
const GATEWAY_REQUESTS = 8

type RetrieveOptions = Parameters<NonNullable<BlockBroker['retrieve']>>[1]

interface Route {
  readonly key: string
  readonly where: Copy['where']
  readonly label: string
  readonly run: (signal: AbortSignal) => Promise<Uint8Array>
}

export function openRoutes(gateways: () => readonly string[], peers: PeerLink): Routes {
  const liars = new Set<string>()
  const turn = limited(GATEWAY_REQUESTS)
  const gateway = (url: string, cid: CID, signal?: AbortSignal) =>
    turn(() => fromGateway(url, cid, signal)).catch((error: unknown) => {
      if (error instanceof StorageProblem && error.kind === 'hashMismatch') liars.add(url)
      throw error
    })
  const late = new Map<string, number>()
  const behind = (key: string) => (liars.has(key) ? 2 : (late.get(key) ?? 0) > Date.now() ? 1 : 0)

  function routesTo(cid: CID): Route[] {
    const connected = peers.connected()
    const label = connected.length === 1 ? connected[0]! : `one of ${connected.length} peers`
    const all: Route[] = gateways().map((url) => ({
      key: url,
      where: 'gateway',
      label: hostOf(url),
      run: (signal) => gateway(url, cid, signal),
    }))
    if (connected.length > 0)
      all.unshift({ key: 'peers', where: 'peer', label, run: (signal) => fromPeers(peers, cid, signal) })
    return all.sort((a, b) => behind(a.key) - behind(b.key))
  }

  async function retrieve(cid: CID, { signal, onProgress }: RetrieveOptions = {}) {
    const routes = routesTo(cid)
    if (routes.length === 0) throw nowhere()
    const ways = routes.map((route, i) => ({
      run: route.run,
      won: () => {
        for (const { key } of routes.slice(0, i)) late.set(key, Date.now() + REST)
        late.delete(route.key)
        onProgress?.(new RouteEvent(route.where, route.label))
      },
    }))
    return first(ways, HEAD_START, signal)
  }
  return { liars, gateway, broker: { name: 'routes', retrieve } }
}

async function fromPeers(peers: PeerLink, cid: CID, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = await peers.fetch(cid, signal)
  if (await isBlock(cid, bytes)) return bytes
  throw new StorageProblem('hashMismatch', 'A peer sent other bytes than were asked for. They were refused.')
}

const nowhere = () =>
  new StorageProblem('notFound', 'Not stored in this browser, and there is nowhere to ask: add a gateway or go online.')

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
const GATEWAY_REQUESTS = 8

export function openRoutes(gateways: () => readonly string[], peers: PeerLink): Routes {
  const liars = new Set<string>()
  const turn = limited(GATEWAY_REQUESTS)
  const gateway = (url: string, cid: CID, signal?: AbortSignal) =>
    turn(() => fromGateway(url, cid, signal)).catch((error: unknown) => {
      if (error instanceof StorageProblem && error.kind === 'hashMismatch') liars.add(url)
      throw error
    })
  const honestFirst = () => [...gateways()].sort((a, b) => Number(liars.has(a)) - Number(liars.has(b)))
  async function retrieve(cid: CID, { signal, onProgress }: Parameters<NonNullable<BlockBroker['retrieve']>>[1] = {}) {
    const from = (where: Copy['where'], label: string, fetch: (s: AbortSignal) => Promise<Uint8Array>) => ({
      run: fetch,
      won: () => onProgress?.(new RouteEvent(where, label)),
    })
    const connected = peers.connected()
    const routes = honestFirst().map((url) => from('gateway', hostOf(url), (s) => gateway(url, cid, s)))
    const label = connected.length === 1 ? connected[0]! : `one of ${connected.length} peers`
    if (connected.length > 0) routes.unshift(from('peer', label, (s) => fromPeers(peers, cid, s)))
    if (routes.length === 0) throw nowhere()
    return first(routes, HEAD_START, signal)
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

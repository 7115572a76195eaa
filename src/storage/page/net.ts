/** libp2p in the page: WebSockets to relays, WebRTC between browsers, blocks by Bitswap out of the same database the
 * worker writes. Loaded only to go online. */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify, identifyPush } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { IDBDatastore } from 'datastore-idb'
import { MemoryDatastore } from 'datastore-core'
import { createHeliaLight } from 'helia'
import type { Datastore } from 'interface-datastore'
import { CID } from 'multiformats/cid'
import { blockBytes } from '../blocks.ts'
import type { PeerState, StorageConfig } from '../library.ts'
import { BLOCKS, CompactIdb } from '../worker/compactIdb.ts'

export interface Net {
  dial(address: string): Promise<void>
  fetch(cid: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  close(): Promise<void>
}

type Now = Pick<PeerState, 'addresses' | 'connected'>

/** Milliseconds to reach a relay or a peer. */
const PATIENCE = 15_000

export async function openNet(config: StorageConfig, changed: (now: Now) => void): Promise<Net> {
  const blockstore = new CompactIdb(BLOCKS)
  const [identity] = await Promise.all([openIdentity(), blockstore.open()])
  const helia = await startHelia(blockstore, identity.datastore, config)
  const { libp2p } = helia
  const now = (): Now => ({
    addresses: libp2p.getMultiaddrs().map(String),
    connected: libp2p
      .getConnections()
      .map((each) => ({ id: String(each.remotePeer), address: String(each.remoteAddr) })),
  })
  const report = () => changed(now())
  // A direct connection beside the relayed one is no new peer, so connections are what is listened for.
  for (const event of ['connection:open', 'connection:close', 'self:peer:update'] as const)
    libp2p.addEventListener(event, report)
  report()
  return {
    async dial(address) {
      await libp2p.dial(multiaddr(address), { signal: AbortSignal.timeout(PATIENCE) })
    },
    fetch: (cid, signal) => blockBytes(helia.blockstore, CID.decode(cid), signal),
    async close() {
      await helia.stop()
      await Promise.all([blockstore.close(), identity.release()])
    },
  }
}

/** Listens at every relay that can be reached; without any, it can still dial. */
function startHelia(blockstore: CompactIdb, datastore: Datastore, { relays, iceServers = [] }: StorageConfig) {
  const helia = withLibp2pLight(createHeliaLight({ blockstore, datastore }), {
    addresses: { listen: ['/webrtc', ...relays.map((relay) => `${relay}/p2p-circuit`)] },
    transports: [webSockets(), webRTC({ rtcConfiguration: { iceServers } }), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // Bitswap starts after the relay has been dialled: without a push the relay would never learn that it is spoken here.
    services: { identify: identify(), identifyPush: identifyPush() },
    // libp2p denies ws:// and private addresses in browsers; the page's own policy already says where it may connect.
    connectionGater: { denyDialMultiaddr: () => false },
  })
  return withBitswap(helia).start()
}

/** The peer this browser has been before, so that hints stay true. Two tabs cannot be the same peer at once: a second
 * one is a new peer for as long as it is open. */
async function openIdentity(): Promise<{ datastore: Datastore; release(): Promise<void> }> {
  const free = Promise.withResolvers<undefined>()
  const mine = await new Promise<boolean>((tell) => {
    void navigator.locks.request('tributary-peer', { ifAvailable: true }, (lock) => (tell(lock !== null), free.promise))
  })
  if (!mine) {
    free.resolve(undefined)
    return { datastore: new MemoryDatastore(), release: async () => {} }
  }
  const datastore = new IDBDatastore('tributary-peer')
  await datastore.open()
  return {
    datastore,
    async release() {
      await datastore.close()
      free.resolve(undefined)
    },
  }
}

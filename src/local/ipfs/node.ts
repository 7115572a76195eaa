/** Helia with libp2p over WebSockets: browsers dial it directly, and each other through it. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p'
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { identify, identifyPush, type Identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { FsBlockstore } from 'blockstore-fs'
import { FsDatastore } from 'datastore-fs'
import { createHeliaLight } from 'helia'

export type IpfsNode = HeliaWithLibp2p<{ identify: Identify }>

const HOST = '127.0.0.1'

/** The same `dir` is the same peer with the same blocks. */
export async function openNode(dir: string, port: number): Promise<IpfsNode> {
  await assertFree(port)
  const blockstore = new FsBlockstore(join(dir, 'blocks'))
  const datastore = new FsDatastore(join(dir, 'data'))
  await Promise.all([blockstore.open(), datastore.open()])
  const helia = withLibp2pLight(createHeliaLight({ blockstore, datastore }), {
    addresses: { listen: [`/ip4/${HOST}/tcp/${port}/ws`] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      // On one machine there is nothing to ration: relayed connections carry blocks when WebRTC is not to be had.
      relay: circuitRelayServer({ reservations: { applyDefaultLimit: false, maxReservations: 128 } }),
    },
    connectionGater: { denyDialMultiaddr: () => false },
  })
  return await withBitswap(helia).start()
}

/** libp2p does not say which port was taken; the system does. */
function assertFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, HOST, () => probe.close(() => resolve()))
  })
}

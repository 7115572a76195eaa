/** The local IPFS node of `npm start`: what a stranger's Kubo, gateway and pinning service are to the app in the open,
 * in one process, speaking the same protocols and keeping its blocks on disk. */
import { mkdir } from 'node:fs/promises'
import type { Shelf } from '../storage/shelf.ts'
import { serveGateway } from './ipfs/gateway.ts'
import { openServer } from './ipfs/http.ts'
import { openNode, type IpfsNode } from './ipfs/node.ts'
import { openPins } from './ipfs/pins.ts'
import { servePinning } from './ipfs/pinning.ts'
import { serveRpc } from './ipfs/rpc.ts'
import { nodeShelf } from './ipfs/shelf.ts'

export interface IpfsOptions {
  /** Where blocks, identity and pins are kept; made when missing. */
  dir: string
  /** WebSocket port of libp2p. 0: any free one. */
  p2pPort: number
  /** Port of gateway, pinning service and Kubo RPC. 0: any free one. */
  httpPort: number
  /** Bearer token for everything that writes. */
  token: string
}

export interface LocalIpfs {
  /** Origin of the trustless gateway, `http://127.0.0.1:8200`. */
  gateway: string
  /** Multiaddrs at which browsers reach the node, which is their relay too. */
  relay: string[]
  pinning: { endpoint: string; token: string }
  helia: IpfsNode
  shelf: Shelf
  stop(): Promise<void>
}

/** Rejects with an error of code EADDRINUSE and a `port` when one of the ports is taken. */
export async function startIpfsNode({ dir, p2pPort, httpPort, token }: IpfsOptions): Promise<LocalIpfs> {
  await mkdir(dir, { recursive: true })
  const helia = await openNode(dir, p2pPort)
  try {
    const pins = await openPins(helia)
    const routes = [serveGateway(helia), serveRpc(helia, token), servePinning(helia, pins, token)]
    const server = await openServer(httpPort, routes)
    const stop = async () => {
      await server.stop()
      await pins.stop()
      await helia.stop()
    }
    const relay = helia.libp2p.getMultiaddrs().map(String)
    const pinning = { endpoint: server.origin, token }
    return { gateway: server.origin, relay, pinning, helia, shelf: nodeShelf(helia, pins), stop }
  } catch (error) {
    await helia.stop()
    throw error
  }
}

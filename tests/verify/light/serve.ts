/** Beacon APIs over HTTP, for the app as it is built: browsers may ask them from anywhere. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BeaconApi } from '../../../src/verify/light/api.ts'

export interface ServedApi {
  readonly port: number
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

export async function serveBeacon(api: BeaconApi): Promise<ServedApi> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    response.setHeader('access-control-allow-origin', '*')
    api.get(path).then(
      (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(404).end(String(error)),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

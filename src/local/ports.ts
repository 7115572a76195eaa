/** Ports of the local services. */
import { createServer } from 'node:net'

/** Whether this machine's loopback port can be listened on now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** The wished port, or the next free one above it that is not in `taken`. 0: any. */
export async function freePort(wish: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  if (wish === 0) return anyPort()
  for (let port = wish; port < wish + 100 && port < 65_536; port += 1)
    if (!taken.has(port) && (await isFree(port))) return port
  return anyPort()
}

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

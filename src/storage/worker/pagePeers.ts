/** Peers live on the page, because only a page has WebRTC. Blocks wanted here are asked of it. */
import { StorageProblem } from '../problem.ts'
import type { FromWorker, ToWorker } from '../wire.ts'
import type { PagePeers } from './content.ts'

export function pagePeers(tell: (message: FromWorker) => void) {
  const wants = new Map<number, (bytes?: Uint8Array) => void>()
  let state: { connected: string[]; addresses: string[] } = { connected: [], addresses: [] }
  let last = 0
  const peers: PagePeers = {
    connected: () => state.connected,
    addresses: () => state.addresses,
    dial: (addresses) => tell({ kind: 'dial', addresses: [...addresses] }),
    fetch: (cid, signal) =>
      new Promise((resolve, reject) => {
        const want = ++last
        const end = (bytes?: Uint8Array) => {
          wants.delete(want)
          signal.removeEventListener('abort', stop)
          if (bytes) resolve(bytes)
          else reject(new StorageProblem('notFound', 'No connected peer has a copy.'))
        }
        const stop = () => {
          wants.delete(want)
          tell({ kind: 'unwant', want })
          reject(signal.reason as Error)
        }
        if (signal.aborted) return reject(signal.reason as Error)
        signal.addEventListener('abort', stop, { once: true })
        wants.set(want, end)
        tell({ kind: 'want', want, cid: cid.bytes })
      }),
  }
  return {
    peers,
    heard(message: Extract<ToWorker, { kind: 'peers' | 'block' }>) {
      if (message.kind === 'peers') state = message
      else wants.get(message.want)?.(message.bytes)
    },
  }
}

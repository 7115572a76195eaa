/** Peers as the page sees them. libp2p is loaded by the first `goOnline` and not before: offline is offline. */
import { StorageProblem } from '../problem.ts'
import type { Peers, PeerState, StorageConfig } from '../library.ts'
import type { Net } from './net.ts'

export interface PeersHere extends Peers {
  /** A block from a connected peer; `undefined` when offline or none has it. */
  fetch(cid: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined>
}

const OFFLINE: PeerState = { status: 'offline', addresses: [], connected: [] }

export function openPeers(config: () => StorageConfig): PeersHere {
  const listeners = new Set<(state: PeerState) => void>()
  let state = OFFLINE
  let net: Promise<Net> | undefined
  const become = (next: PeerState) => {
    state = next
    for (const listener of listeners) listener(state)
  }
  async function connect(): Promise<Net> {
    become({ ...OFFLINE, status: 'connecting' })
    try {
      const { openNet } = await import('./net.ts')
      return await openNet(config(), (now) => become({ status: 'online', ...now }))
    } catch (error) {
      net = undefined
      become({ ...OFFLINE, problem: error instanceof Error ? error.message : String(error) })
      throw new StorageProblem('network', 'No relay could be reached, so this browser stays offline.', { cause: error })
    }
  }
  return {
    state: () => state,
    async goOnline() {
      await (net ??= connect())
    },
    async goOffline() {
      const closing = net
      net = undefined
      await closing?.then((open) => open.close()).catch(() => {})
      become(OFFLINE)
    },
    async dial(address) {
      if (!net) throw new StorageProblem('network', 'Go online before connecting to a peer.')
      await (await net).dial(address)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    fetch: async (cid, signal) => (net ? (await net).fetch(cid, signal).catch(() => undefined) : undefined),
  }
}

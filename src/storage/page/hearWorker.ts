/** What the worker asks of the page: blocks from peers, and to dial them. */
import type { FromWorker, ToWorker } from '../wire.ts'
import type { PeersHere } from './peers.ts'

type News = Extract<FromWorker, { kind: 'want' | 'unwant' | 'dial' }>

export function hearWorker(peers: PeersHere, tell: (message: ToWorker, transfer?: Transferable[]) => void) {
  const wants = new Map<number, AbortController>()
  async function fetchWanted(want: number, cid: Uint8Array): Promise<void> {
    const controller = new AbortController()
    wants.set(want, controller)
    const bytes = await peers.fetch(cid, controller.signal)
    wants.delete(want)
    tell({ kind: 'block', want, ...(bytes && { bytes }) })
  }
  return (news: News): void => {
    if (news.kind === 'dial') for (const address of news.addresses) peers.dial(address).catch(() => {})
    else if (news.kind === 'unwant') wants.get(news.want)?.abort()
    else void fetchWanted(news.want, news.cid)
  }
}

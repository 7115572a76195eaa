/** A copy of everything at a pinning service before the work exists on chain: whoever finds it there can fetch it. */
import type { Order } from './order.ts'
import type { Journal } from './journal.ts'
import type { Ports, Tell } from './ports.ts'

/** Services answer slowly and upload quickly: a few at a time. */
const AT_ONCE = 4

/** What is confirmed stays confirmed when another one fails; then the first failure is thrown. */
export async function pinEverything(order: Order, ports: Ports, tell: Tell, signal?: AbortSignal): Promise<void> {
  const all = toPin(order, ports.journal.read())
  const waiting = all.filter(({ cid }) => !ports.journal.read().pinned.includes(cid))
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0)
  const done = new Map(all.filter((one) => !waiting.includes(one)).map(({ cid, bytes }) => [cid, bytes]))
  const report = ({ cid, bytes, name }: Pinnable, part: number) => {
    done.set(cid, bytes * part)
    tell({ step: 'pin', done: Math.round([...done.values()].reduce((sum, one) => sum + one, 0)), total, file: name })
  }
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const one = next
      report(one, 0)
      const progress = (at: { done: number; total: number }) => report(one, at.total > 0 ? at.done / at.total : 0)
      await ports.shelf.pin(one.cid, `${order.title} · ${one.name}`, { signal, progress })
      const journal = ports.journal.read()
      await ports.journal.keep({ ...journal, pinned: [...journal.pinned, one.cid] })
      report(one, 1)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  const failed = ended.find(({ status }) => status === 'rejected')
  if (failed) throw (failed as PromiseRejectedResult).reason
}

interface Pinnable {
  readonly cid: string
  readonly name: string
  readonly bytes: number
}

/** Manifest first: it is what everyone asks for, and it is small. */
export function toPin(order: Order, journal: Journal): Pinnable[] {
  const files = order.files.flatMap(({ job, name }) => {
    const shelved = journal.shelved.find((one) => one.job === job)
    return shelved ? [{ cid: shelved.cid, name, bytes: shelved.sealedBytes ?? shelved.bytes }] : []
  })
  const { signed, cover, preview, licenceText } = journal
  return [
    ...(signed ? [{ cid: signed.cid, name: 'manifest', bytes: signed.bytes.length }] : []),
    ...(cover ? [{ ...cover, name: 'cover' }] : []),
    ...(preview ? [{ ...preview, name: 'preview' }] : []),
    ...(licenceText ? [{ ...licenceText, name: 'licence' }] : []),
    ...files,
  ]
}

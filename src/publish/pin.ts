/** A copy of everything at a pinning service before the work exists on chain: whoever finds it there can fetch it. */
import type { Order } from './order.ts'
import type { Journal } from './journal.ts'
import type { Ports, Tell } from './ports.ts'

export async function pinEverything(order: Order, ports: Ports, tell: Tell, signal?: AbortSignal): Promise<void> {
  const all = toPin(order, ports.journal.read())
  for (const [at, { cid, name }] of all.entries()) {
    tell({ step: 'pin', done: at, total: all.length, file: name })
    if (ports.journal.read().pinned.includes(cid)) continue
    await ports.shelf.pin(cid, `${order.title} · ${name}`, { signal })
    const journal = ports.journal.read()
    await ports.journal.keep({ ...journal, pinned: [...journal.pinned, cid] })
  }
}

/** Manifest first: it is what everyone asks for, and it is small. */
export function toPin(order: Order, journal: Journal): { cid: string; name: string }[] {
  const files = order.files.flatMap(({ job, name }) => {
    const shelved = journal.shelved.find((one) => one.job === job)
    return shelved ? [{ cid: shelved.cid, name }] : []
  })
  const { signed, cover, preview, licenceText } = journal
  return [
    ...(signed ? [{ cid: signed.cid, name: 'manifest' }] : []),
    ...(cover ? [{ cid: cover.cid, name: 'cover' }] : []),
    ...(preview ? [{ cid: preview.cid, name: 'preview' }] : []),
    ...(licenceText ? [{ cid: licenceText.cid, name: 'licence' }] : []),
    ...files,
  ]
}

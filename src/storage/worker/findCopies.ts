/** Where a work's bytes are: here, and where they were last seen. */
import type { CID } from 'multiformats/cid'
import { blockBytes } from '../blocks.ts'
import type { Copy } from '../shelf.ts'
import { walkCids } from '../walk.ts'
import type { Content } from './content.ts'
import { hostOf } from './gateway.ts'

/** With `check`, each gateway and the peers must first prove to have the root and one leaf chosen at random. */
export async function findCopies(content: Content, root: CID, check: boolean, signal: AbortSignal): Promise<Copy[]> {
  if (check) await checkRoutes(content, root, signal)
  const here = await copyHere(content, root)
  const seen = await content.seen.of(root.toString())
  return [...(here ? [here] : []), ...seen.sort((a, b) => b.seen - a.seen)]
}

async function copyHere({ store }: Content, root: CID): Promise<Copy | undefined> {
  if (!(await store.has(root))) return undefined
  const now = { where: 'here', seen: Date.now() } as const
  try {
    for await (const cid of walkCids(root, (each) => blockBytes(store, each)))
      if (!(await store.has(cid))) return { ...now, label: 'This browser, in part' }
  } catch {
    return { ...now, label: 'This browser, in part' }
  }
  return { ...now, label: 'This browser' }
}

async function checkRoutes(content: Content, root: CID, signal: AbortSignal): Promise<void> {
  const sample = [root, await someLeaf(content, root, signal)]
  const proved = async (where: Copy['where'], label: string, fetch: (cid: CID) => Promise<unknown>) => {
    for (const cid of sample) await fetch(cid)
    await content.seen.note(root.toString(), where, label)
  }
  const { routes, config, peers } = content
  const tries = config.gateways.map((url) => proved('gateway', hostOf(url), (cid) => routes.gateway(url, cid, signal)))
  if (peers.connected().length > 0)
    tries.push(
      proved('peer', peers.connected().join(', '), (cid) =>
        peers.fetch(cid, AbortSignal.any([signal, AbortSignal.timeout(10_000)])),
      ),
    )
  await Promise.allSettled(tries)
  signal.throwIfAborted()
}

async function someLeaf(content: Content, root: CID, signal: AbortSignal): Promise<CID> {
  const cids: CID[] = []
  try {
    for await (const cid of walkCids(root, (each) => content.block(each, root, signal))) cids.push(cid)
  } catch {
    // What cannot be walked now is checked as far as it is known.
  }
  return cids[Math.floor(Math.random() * cids.length)] ?? root
}

/** Keeping works here on request: every block of them is fetched, and the wish is remembered. */
import { code as DAG_PB, decode } from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { blockBytes, parseCid } from '../blocks.ts'
import { bytesOf, together, type Kept, type KeepOrder } from '../keep.ts'
import { asProblem } from '../problem.ts'
import { walkCids } from '../walk.ts'
import type { Working } from './answers.ts'
import type { Content } from './content.ts'
import { assertRoom } from './room.ts'

/** Blocks on their way at once. */
const LANES = 6

/** Resolves when everything is here. What had come when it is stopped stays, and the next call goes on from there. */
export async function keepAll(content: Content, order: KeepOrder, working: Working): Promise<Kept> {
  const before = await content.database.get<Kept>('kept', order.id)
  const roots = together(before?.roots ?? [], order.roots)
  const fresh = order.roots.filter(({ cid }) => !before?.roots.some((root) => root.cid === cid))
  const lent = (await keptHere(content)).flatMap((kept) => kept.roots.filter(({ cid }) => !kept.own.includes(cid)))
  // What another keeping fetched goes with the last of them; only what came otherwise is left alone for ever.
  const others = fresh.filter(({ cid }) => !lent.some((root) => root.cid === cid))
  const own = [...(before?.own ?? []), ...(await wholeHere(content, others))]
  const kept: Kept = { ...order, roots, own, since: before?.since ?? Date.now(), complete: false }
  const total = bytesOf(roots)
  await assertRoom(Math.max(0, bytesOf(fresh) - bytesOf(fresh.filter(({ cid }) => own.includes(cid)))))
  await content.database.put('kept', order.id, kept)
  let done = 0
  const came = (bytes: number) => working.progress({ done: Math.min(total, (done += bytes)), total })
  for (const { cid } of roots) await fetchAll(content, parseCid(cid), working.signal, came)
  const complete: Kept = { ...kept, complete: true }
  await content.database.put('kept', order.id, complete)
  return complete
}

async function wholeHere(content: Content, roots: KeepOrder['roots']): Promise<string[]> {
  const here: string[] = []
  for (const { cid } of roots) if (await isWhole(content, parseCid(cid))) here.push(cid)
  return here
}

async function isWhole({ store }: Content, root: CID): Promise<boolean> {
  if (!(await store.has(root))) return false
  try {
    for await (const cid of walkCids(root, (each) => blockBytes(store, each))) if (!(await store.has(cid))) return false
    return true
  } catch {
    // An inner node is missing, so something below it is too.
    return false
  }
}

interface Leaf {
  readonly cid: CID
  readonly bytes: number
}

/** Fetches a DAG, its leaves several at a time from the front; `came` is told of each leaf's bytes. */
async function fetchAll(content: Content, root: CID, signal: AbortSignal, came: (bytes: number) => void) {
  const failed = new AbortController()
  const all = AbortSignal.any([signal, failed.signal])
  const leaves = (await leavesOf(content, root, all)).values()
  const lane = async () => {
    for (const { cid, bytes } of leaves) {
      all.throwIfAborted()
      if (!(await content.store.has(cid))) await content.block(cid, root, all)
      came(bytes)
    }
  }
  try {
    await Promise.all(Array.from({ length: LANES }, lane))
  } catch (error) {
    failed.abort()
    throw asProblem(error, signal)
  }
}

/** In the file's order. Reads the inner nodes, one for each 1024 leaves. */
async function leavesOf(content: Content, root: CID, signal: AbortSignal): Promise<Leaf[]> {
  const leaves: Leaf[] = []
  const ahead: Leaf[] = [{ cid: root, bytes: 0 }]
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { cid, bytes } = next
    if (cid.code !== DAG_PB) leaves.push(next)
    else {
      const { Links } = decode(await content.block(cid, root, signal))
      ahead.push(...Links.map((link) => ({ cid: link.Hash, bytes: link.Tsize ?? bytes })).reverse())
    }
  }
  return leaves
}

export async function keptHere({ database }: Content): Promise<Kept[]> {
  const all = await database.all<Kept>('kept', IDBKeyRange.lowerBound(''))
  return all.sort((a, b) => b.since - a.since)
}

/** Deletes the blocks that were fetched for `id` alone. The record goes last: a crash midway leaves it to be released again. */
export async function release(content: Content, id: string): Promise<void> {
  const { database, store } = content
  const kept = await database.get<Kept>('kept', id)
  if (!kept) return
  await database.put('kept', id, { ...kept, complete: false })
  const needed = new Set<string>()
  for (const other of await keptHere(content)) {
    const roots = other.id === id ? kept.own : other.roots.map(({ cid }) => cid)
    for (const root of roots) for (const cid of await cidsHere(content, root)) needed.add(cid)
  }
  for (const { cid: root } of kept.roots) {
    if (kept.own.includes(root)) continue
    // Children before their parent: what is left of a stopped removal can still be walked.
    for (const cid of (await cidsHere(content, root)).reverse())
      if (!needed.has(cid)) await store.delete(CID.parse(cid))
  }
  await database.delete('kept', id)
}

/** Every CID below a root that can be reached with what is here. */
async function cidsHere({ store }: Content, root: string): Promise<string[]> {
  const found: string[] = []
  try {
    for await (const cid of walkCids(parseCid(root), (each) => blockBytes(store, each))) found.push(String(cid))
  } catch {
    // A node is missing: what lies below it cannot be told, and was never here through this root.
  }
  return found
}

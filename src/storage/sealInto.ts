/** A file is sealed segment by segment straight into a block store, and a job remembers how far: memory stays flat for
 * any size, and what was sealed before a pause, a reload or a crash is not sealed again. */
import { sealSegments } from '../content/seal.ts'
import { makeHeader, sealedLength } from '../content/stream.ts'
import { cidOf, rawCid, same, LEAF_BYTES, type Blocks } from './blocks.ts'
import { buildDag, type Leaf } from './dag.ts'
import type { Job, Jobs } from './jobs.ts'
import { keepIn, storeLeaves } from './leaves.ts'
import { asProblem, StorageProblem } from './problem.ts'
import type { Sealed, SealOrder, Working } from './shelf.ts'

export interface SealPorts {
  readonly store: Blocks
  readonly jobs: Jobs
  /** Rejects with `quota` when this many bytes will not fit, before any is written. */
  readonly room?: (bytes: number) => Promise<void>
}

/** Leaves between two notes in the job: at most these are sealed again after a crash. */
const NOTE_EVERY = 8

/** Rejects with `changed` when `source` is not what the job was begun with, `busy` when another tab is at it, `quota`
 * when there is no room (the job then waits to be continued or discarded), `aborted` when paused. */
export async function sealInto(ports: SealPorts, source: Blob, order: SealOrder & Working): Promise<Sealed> {
  try {
    return await ports.jobs.alone(order.job, () => sealJob(ports, source, order))
  } catch (error) {
    throw asProblem(error, order.signal)
  }
}

async function sealJob({ store, jobs, room }: SealPorts, source: Blob, order: SealOrder & Working): Promise<Sealed> {
  const { job, digests } = await continueOrBegin(jobs, source, order)
  const ctLen = sealedLength(source.size)
  const leaves = digests.map((digest, i) => leafAt(i, digest, ctLen))
  await room?.(Math.max(0, ctLen - leaves.length * LEAF_BYTES))
  const notes = notebook(jobs, job.id, leaves)
  const report = () => order.progress?.({ done: Math.min(leaves.length * LEAF_BYTES, ctLen), total: ctLen })
  report()
  try {
    for await (const leaf of storeLeaves(
      segmentsFrom(leaves.length, source, order, job),
      keepIn(store),
      order.signal,
    )) {
      leaves.push(leaf)
      report()
      await notes.note(NOTE_EVERY)
    }
  } finally {
    await notes.note(1)
  }
  return { cid: (await buildDag(leaves, store)).toString(), ctLen, ptLen: source.size }
}

/** Records leaves in the job once at least so many are new. */
function notebook(jobs: Jobs, id: string, leaves: readonly Leaf[]) {
  let noted = leaves.length
  return {
    async note(atLeast: number) {
      const fresh = leaves.slice(noted).map(({ cid }) => cid.multihash.digest)
      if (fresh.length < atLeast) return
      await jobs.append(id, noted, fresh)
      noted = leaves.length
    },
  }
}

function segmentsFrom(from: number, source: Blob, { shardKey, aad, signal }: SealOrder & Working, { header }: Job) {
  return sealSegments(source, { shardKey, aad, header, from, ...(signal && { signal }) })
}

const leafAt = (i: number, digest: Uint8Array, ctLen: number): Leaf => ({
  cid: rawCid(digest),
  size: Math.min(LEAF_BYTES, ctLen - i * LEAF_BYTES),
})

async function continueOrBegin(jobs: Jobs, source: Blob, order: SealOrder) {
  const job = await jobs.find(order.job)
  const digests = job ? await jobs.digests(order.job) : []
  if (job && job.bytes !== source.size) throw changed()
  if (job && digests.length > 0) {
    for (const i of new Set([0, digests.length - 1]))
      if (!(await sealsTo(digests[i]!, i, source, order, job))) throw changed()
    return { job, digests }
  }
  // Without a recorded leaf a fresh header costs nothing, and no nonce can ever meet a second plaintext.
  const fresh: Job = { id: order.job, header: makeHeader(randomBytes), bytes: source.size }
  await jobs.begin(fresh)
  return { job: fresh, digests }
}

/** Whether segment `i`, sealed again, is the leaf recorded: the same file, the same key.
 * Safe because the trial segment never leaves this function: a nonce is not published under two plaintexts. */
async function sealsTo(digest: Uint8Array, i: number, source: Blob, order: SealOrder, job: Job): Promise<boolean> {
  for await (const segment of segmentsFrom(i, source, order, job))
    return same((await cidOf(segment)).multihash.digest, digest)
  return false
}

const changed = () =>
  new StorageProblem('changed', 'This is not the file the work was begun with. Choose the same file, or start over.')

const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length))

/** Cancels a job: what it wrote is removed, then its record. */
export async function discardJob({ store, jobs }: SealPorts, id: string): Promise<void> {
  const job = await jobs.find(id)
  if (!job) return
  await jobs.alone(id, async () => {
    const digests = await jobs.digests(id)
    const nodes: Leaf['cid'][] = []
    const remember: Pick<Blocks, 'put'> = { put: (cid) => (nodes.push(cid), cid) }
    const ctLen = sealedLength(job.bytes)
    if (digests.length > 1)
      await buildDag(
        digests.map((digest, i) => leafAt(i, digest, ctLen)),
        remember,
      )
    await Promise.all([...digests.map(rawCid), ...nodes].map(async (cid) => store.delete(cid)))
    await jobs.forget(id)
  })
}

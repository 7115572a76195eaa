/** A stretch of a UnixFS file, from the blocks that hold some of it and no others. The exporter of ipfs-unixfs also
 * fetches the leaf that begins where the stretch ends (16.2.2): for a player, twice the bytes. */
import { code as DAG_PB, decode } from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import { StorageProblem } from './problem.ts'
import type { GetBlock } from './walk.ts'

/** No honest file is deeper: ten levels of two links each address more than a player reads in a lifetime. */
const DEEPEST = 32

/** Bytes from `start` to `end` (excluded), as far as there are any, a block at a time. */
export async function* readSpan(root: CID, get: GetBlock, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* below(root, get, { start, end }, 0, 0)
}

interface Span {
  readonly start: number
  readonly end: number
}

/** `at`: where in the file the bytes below `cid` begin. */
async function* below(cid: CID, get: GetBlock, span: Span, at: number, depth: number): AsyncGenerator<Uint8Array> {
  const bytes = await get(cid)
  if (cid.code !== DAG_PB) {
    yield* within(bytes, span, at)
    return
  }
  const { own, children } = nodeOf(cid, bytes)
  yield* within(own, span, at)
  let from = at + own.byteLength
  for (const child of children) {
    if (from < span.end && from + child.size > span.start) {
      if (depth >= DEEPEST) throw strange(cid)
      yield* below(child.cid, get, span, from, depth + 1)
    }
    from += child.size
  }
}

function* within(bytes: Uint8Array, { start, end }: Span, at: number): Generator<Uint8Array> {
  const part = bytes.subarray(Math.max(0, start - at), Math.max(0, end - at))
  if (part.byteLength > 0) yield part
}

interface Node {
  /** Bytes that the node holds itself, before those of its children. */
  readonly own: Uint8Array
  readonly children: readonly { readonly cid: CID; readonly size: number }[]
}

function nodeOf(cid: CID, bytes: Uint8Array): Node {
  try {
    const { Data, Links } = decode(bytes)
    const file = UnixFS.unmarshal(Data!)
    if (!['file', 'raw'].includes(file.type) || file.blockSizes.length !== Links.length) throw strange(cid)
    const children = Links.map(({ Hash }, i) => ({ cid: Hash, size: Number(file.blockSizes[i]) }))
    return { own: file.data ?? new Uint8Array(), children }
  } catch (cause) {
    throw cause instanceof StorageProblem ? cause : strange(cid, cause)
  }
}

const strange = (cid: CID, cause?: unknown) =>
  new StorageProblem('corrupt', `Block ${cid} is not a node of a file.`, { cause })

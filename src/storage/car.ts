/** CAR, version 1 (ipld.io/specs/transport/car/carv1): blocks in a file, to hand over or to keep. */
import { CarBlockIterator } from '@ipld/car/iterator'
import { varint } from 'multiformats'
import type { CID } from 'multiformats/cid'
import { isBlock, join, MAX_BLOCK_BYTES, type Blocks } from './blocks.ts'
import { StorageProblem } from './problem.ts'

/** `{roots: [root], version: 1}` in DAG-CBOR, length before it. Assumes: a CID of less than 256 bytes. */
export function carHeader(root: CID): Uint8Array {
  const link = join([Uint8Array.of(0xd8, 0x2a, 0x58, root.bytes.byteLength + 1, 0), root.bytes])
  return framed([
    Uint8Array.of(0xa2, 0x65),
    ascii('roots'),
    Uint8Array.of(0x81),
    link,
    Uint8Array.of(0x67),
    ascii('version'),
    Uint8Array.of(1),
  ])
}

export const carBlock = (cid: CID, bytes: Uint8Array): Uint8Array => framed([cid.bytes, bytes])

function framed(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0)
  const prefix = varint.encodeTo(length, new Uint8Array(varint.encodingLength(length)))
  return join([prefix, ...parts])
}

const ascii = (text: string) => new TextEncoder().encode(text)

/** Stores every block of a CAR after checking it against its CID, and returns the roots and the number of blocks.
 * Rejects at the first block that is not what it says; blocks before it were good and stay. */
export async function storeCar(source: AsyncIterable<Uint8Array>, store: Pick<Blocks, 'put'>) {
  const blocks = await reading(() => CarBlockIterator.fromIterable(source))
  const roots = await reading(() => blocks.getRoots())
  const each = blocks[Symbol.asyncIterator]()
  let count = 0
  for (let next = await reading(() => each.next()); !next.done; next = await reading(() => each.next())) {
    const { cid, bytes } = next.value
    if (bytes.byteLength > MAX_BLOCK_BYTES) throw new StorageProblem('corrupt', `Block ${cid} is too large.`)
    if (!(await isBlock(cid, bytes)))
      throw new StorageProblem('hashMismatch', `The file holds other bytes than it says for block ${cid}.`)
    await store.put(cid, bytes.slice())
    count++
  }
  return { roots, count }
}

async function reading<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    throw new StorageProblem('corrupt', 'This is not a CAR file, or it is cut short.', { cause })
  }
}

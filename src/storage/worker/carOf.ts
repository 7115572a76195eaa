/** A DAG as a CAR file the browser may keep on disk: memory holds one part of it. */
import type { CID } from 'multiformats/cid'
import { carBlock, carHeader } from '../car.ts'
import { walk, type GetBlock } from '../walk.ts'

const PART_BYTES = 16 * 1_048_576

export async function carOf(root: CID, get: GetBlock): Promise<Blob> {
  const done: Blob[] = []
  let parts: Uint8Array[] = [carHeader(root)]
  let size = 0
  for await (const { cid, bytes } of walk(root, get)) {
    parts.push(carBlock(cid, bytes))
    size += bytes.byteLength
    if (size < PART_BYTES) continue
    done.push(new Blob(parts as Uint8Array<ArrayBuffer>[]))
    ;[parts, size] = [[], 0]
  }
  return new Blob([...done, ...(parts as Uint8Array<ArrayBuffer>[])], { type: 'application/vnd.ipld.car' })
}

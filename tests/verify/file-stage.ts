/** Evidence of real histories to make proof files of, and hands that alter files and mend their checksums. */
import { createHash } from 'node:crypto'
import { workId } from '../../src/royalties/words.ts'
import type { Evidence } from '../../src/verify/evidence.ts'
import { HEAD, MARK, TAIL, VERSION } from '../../src/verify/file/layout.ts'
import { packProof } from '../../src/verify/file/pack.ts'
import { gather } from '../../src/verify/gather.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { historyOf } from '../../src/verify/trail.ts'
import { decode, encode, type Item } from '../../src/verify/trie/rlp.ts'
import type { Chain } from './history.ts'

/** Everything about a work at the newest block, with a proof of the state, as columns. */
export async function evidenceOf(chain: Chain, id: number): Promise<Evidence> {
  const reader = new RpcReader(chain.client)
  const found = await gather(reader, workId(id), await reader.pin())
  if (!found?.state) throw new Error(`There is no proof of work ${id}`)
  const { deployment } = found
  const trails = found.trails.map((trail) => ({
    facts: trail.facts,
    visits: [],
    columns: historyOf(deployment, trail).columns,
  }))
  return { ...found, trails }
}

/** Throws when it cannot be packed. */
export function packed(evidence: Evidence): Uint8Array {
  const made = packProof(evidence)
  if (!made.ok) throw new Error(made.problem.kind)
  return made.bytes
}

/** A body of any contents as a file. */
export function wrapped(body: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, body.length)
  return mended(
    Buffer.concat([MARK, [VERSION], length, body, new Uint8Array(TAIL)].map((part) => Uint8Array.from(part))),
  )
}

/** The file with other contents. */
export const edited = (bytes: Uint8Array, edit: (body: Item[]) => void): Uint8Array => {
  const body = [...(decode(bytes.slice(HEAD, -TAIL)) as readonly Item[])]
  edit(body)
  return wrapped(encode(body))
}

/** The file with the checksum that fits what it holds now. */
export function mended(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, -32)
  return new Uint8Array(Buffer.concat([body, createHash('sha256').update(body).digest()]))
}

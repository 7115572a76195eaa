/** Evidence of real histories to make proof files of, and hands that alter files and mend their checksums. */
import { createHash } from 'node:crypto'
import { columnsOf } from '../../src/royalties/columns-builder.ts'
import { workId } from '../../src/royalties/words.ts'
import type { Evidence, Trail } from '../../src/verify/evidence.ts'
import { MARK, TAIL, VERSION } from '../../src/verify/file/layout.ts'
import { packProof } from '../../src/verify/file/pack.ts'
import { gather } from '../../src/verify/gather.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { stateProof } from '../../src/verify/state/ask.ts'
import type { Chain } from './history.ts'

/** Everything about a work at the newest block, with a proof of the state. */
export async function evidenceOf(chain: Chain, id: number): Promise<Evidence> {
  const reader = new RpcReader(chain.client)
  const pin = await reader.pin()
  const found = await gather(reader, workId(id), pin)
  if (!found) throw new Error(`There is no work ${id}`)
  const trails = found.trails.map(inColumns)
  const holders = found.holdings.map(({ account }) => account)
  const works = trails.map(({ facts }) => ({ facts, holders: facts.work === found.subject ? holders : [] }))
  return { ...found, trails, state: await stateProof(reader, pin, works) }
}

const inColumns = (trail: Trail): Trail => {
  if (trail.columns) return trail
  const logs = trail.visits.flatMap((visit) => visit.logs)
  const sorted = logs.sort((a, b) => Number(a.block - b.block) || a.index - b.index)
  return { facts: trail.facts, visits: [], columns: columnsOf(trail.facts.work, sorted) }
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

/** The file with the checksum that fits what it holds now. */
export function mended(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, -32)
  return new Uint8Array(Buffer.concat([body, createHash('sha256').update(body).digest()]))
}

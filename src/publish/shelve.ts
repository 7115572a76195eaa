/** Files onto the shelf: sealed under the work's key, or as they are when the work is open; then what is public. */
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../content/bytes.ts'
import { shardAad, shardKey } from '../content/keyline.ts'
import type { Hex } from '../royalties/words.ts'
import type { Journal, PublicFile, Shelved } from './journal.ts'
import type { Order, OrderFile } from './order.ts'
import type { Ports, Tell } from './ports.ts'
import { Stopped } from './problems.ts'
import { numberFiles, sealJob } from './shards.ts'

export interface SealRequest {
  readonly file: OrderFile
  readonly shard: number
  readonly salt32: Hex
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((progress: { done: number; total: number }) => void) | undefined
}

/** Seals one file; a paused or broken off sealing goes on where it stopped. Used while the creator still writes, too. */
export async function sealFile(
  { shelf, secret }: Pick<Ports, 'shelf' | 'secret'>,
  request: SealRequest,
): Promise<Shelved> {
  const { file, shard, salt32, signal, progress } = request
  const key = shardKey(await secret(salt32), salt32, shard)
  const order = { job: sealJob(file.job, shard), shardKey: key, aad: shardAad(salt32, shard), signal, progress }
  const { cid, ctLen, ptLen } = await shelf.seal(sourceOf(file), order)
  return { job: file.job, cid, bytes: ptLen, sealedBytes: ctLen, shard }
}

function sourceOf({ source, name }: OrderFile): Blob {
  if (source) return source
  throw new Stopped(
    'sourceMissing',
    `Choose “${name}” again: the browser does not keep files this large between visits.`,
  )
}

export async function shelveFiles(order: Order, ports: Ports, tell: Tell, signal?: AbortSignal): Promise<void> {
  const keep = async (shelved: Shelved) => {
    const journal = ports.journal.read()
    const others = journal.shelved.filter(({ job }) => job !== shelved.job)
    await ports.journal.keep({ ...journal, shelved: [...others, shelved] })
  }
  const { salt32, shelved } = ports.journal.read()
  if (order.sealed) {
    for (const { file, shard, shelved: done } of numberFiles(order.files, shelved)) {
      if (done) continue
      const progress = (at: { done: number; total: number }) => tell({ step: 'seal', file: file.name, ...at })
      await keep(await sealFile(ports, { file, shard, salt32, signal, progress }))
    }
    return
  }
  for (const file of order.files) {
    if (shelved.some(({ job, shard }) => job === file.job && shard === undefined)) continue
    const progress = (at: { done: number; total: number }) => tell({ step: 'seal', file: file.name, ...at })
    const { cid, bytes } = await ports.shelf.add(sourceOf(file), { signal, progress })
    await keep({ job: file.job, cid, bytes })
  }
}

/** Cover, preview and licence text. Small, and added again each time: the same bytes give the same address. */
export async function addPublicFiles(order: Order, ports: Ports, tell: Tell, signal?: AbortSignal): Promise<void> {
  const add = async (blob: Blob, file: string): Promise<PublicFile> => {
    const progress = (at: { done: number; total: number }) => tell({ step: 'add', file, ...at })
    const { cid, bytes } = await ports.shelf.add(blob, { signal, progress })
    return { cid, bytes, type: blob.type.split(';')[0]!.toLowerCase() }
  }
  const { cover: _, preview: __, licenceText: ___, ...journal } = ports.journal.read()
  const made: Pick<Journal, 'cover' | 'preview' | 'licenceText'> = {
    ...(order.cover && { cover: await add(order.cover.blob, 'cover') }),
    ...(order.preview && { preview: await add(order.preview.blob, 'preview') }),
    ...(order.licence.text !== undefined && { licenceText: await addText(order.licence.text, add) }),
  }
  await ports.journal.keep({ ...journal, ...made })
}

async function addText(text: string, add: (blob: Blob, name: string) => Promise<PublicFile>) {
  const bytes = new TextEncoder().encode(text)
  return { ...(await add(new Blob([bytes], { type: 'text/plain' }), 'licence')), sha256: toHex(sha256(bytes)) }
}

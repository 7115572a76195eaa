/** Sending a DAG to a service as CAR files, through the `dag/import` of Kubo's RPC. */
import { decode, code as DAG_PB } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { carBlock, carHeader } from './car.ts'
import { StorageProblem } from './problem.ts'
import { at, call, nameOf } from './pinningCall.ts'
import type { PinningService, Working } from './shelf.ts'
import { walk, type GetBlock } from './walk.ts'

/** Bytes of one upload. Services bound a request; memory holds one that is sent and one that is read. */
const UPLOAD_BYTES = 32 * 1_048_576

/** Children first and the root last, so that a root that is pinned is complete. False when the service takes no CARs. */
export async function upload(
  service: PinningService,
  root: CID,
  get: GetBlock,
  { signal, progress }: Working,
): Promise<boolean> {
  const base = service.kubo ?? service.endpoint
  if (!(await takesCars(service, base, signal))) return false
  const rootBytes = await get(root)
  const total = sizeOf(root, rootBytes)
  let done = 0
  let sending = Promise.resolve()
  // While one CAR is on its way the next is read.
  const send = async ({ parts, size }: Load, pin: boolean) => {
    await sending
    sending = importCar(service, base, root, parts, pin, signal).then(() => {
      done += size
      progress?.({ done: Math.min(done, total), total })
    })
    // It may fail while blocks are read; whoever awaits it still sees the failure.
    sending.catch(() => {})
  }
  for await (const load of loadsBelow(root, get)) {
    signal?.throwIfAborted()
    await send(load, false)
  }
  await send({ parts: [carBlock(root, rootBytes)], size: rootBytes.byteLength }, true)
  await sending
  return true
}

/** Blocks for one CAR, and their bytes. */
interface Load {
  readonly parts: Uint8Array[]
  readonly size: number
}

/** Everything below the root, in loads of `UPLOAD_BYTES`. */
async function* loadsBelow(root: CID, get: GetBlock): AsyncGenerator<Load> {
  let parts: Uint8Array[] = []
  let size = 0
  for await (const block of walk(root, get)) {
    if (block.cid.equals(root)) continue
    parts.push(carBlock(block.cid, block.bytes))
    size += block.bytes.byteLength
    if (size < UPLOAD_BYTES) continue
    yield { parts, size }
    ;[parts, size] = [[], 0]
  }
  if (parts.length > 0) yield { parts, size }
}

async function takesCars(service: PinningService, base: string, signal?: AbortSignal): Promise<boolean> {
  if (service.kubo) return true
  const version = await call(service, at(base, 'api/v0/version'), { method: 'POST', ...(signal && { signal }) }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error
      return undefined
    },
  )
  return version !== undefined
}

/** Bytes of the whole DAG, as its root states them. */
function sizeOf(root: CID, bytes: Uint8Array): number {
  if (root.code !== DAG_PB) return bytes.byteLength
  return decode(bytes).Links.reduce((sum, link) => sum + (link.Tsize ?? 0), bytes.byteLength)
}

async function importCar(
  service: PinningService,
  base: string,
  root: CID,
  parts: readonly Uint8Array[],
  pin: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const form = new FormData()
  const car = [carHeader(root), ...parts] as Uint8Array<ArrayBuffer>[]
  form.append('file', new Blob(car, { type: 'application/vnd.ipld.car' }), `${root}.car`)
  const url = at(base, `api/v0/dag/import?pin-roots=${pin}`)
  const answer = await (await call(service, url, { method: 'POST', body: form, ...(signal && { signal }) })).text()
  for (const line of answer.split('\n').filter(Boolean)) {
    const { Root, Error: failed } = JSON.parse(line) as { Root?: { PinErrorMsg?: string }; Error?: string }
    const why = Root?.PinErrorMsg || failed
    if (why) throw new StorageProblem('network', `${nameOf(service)} did not keep the copy: ${why}`)
  }
}

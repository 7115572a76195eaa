/** A copy at a pinning service. First the bytes are sent, as CARs to Kubo's RPC, because a service can rarely reach a
 * browser; then the IPFS Pinning Service API is asked to keep them (ipfs.github.io/pinning-services-api-spec). */
import type { CID } from 'multiformats/cid'
import { decode, code as DAG_PB } from '@ipld/dag-pb'
import { carBlock, carHeader } from './car.ts'
import { StorageProblem } from './problem.ts'
import type { PinningService, Working } from './shelf.ts'
import { walk, type GetBlock } from './walk.ts'

export interface PinPorts {
  get: GetBlock
  /** Where this node can be dialled; a service may fetch from there. */
  origins: readonly string[]
  /** Connects to the service's nodes, so that it can fetch over that connection. */
  dial: (addresses: readonly string[]) => void
}

/** Bytes of one upload. Services bound a request; memory holds one. */
const UPLOAD_BYTES = 32 * 1_048_576
/** Milliseconds a service may take to fetch what was not uploaded. */
const FETCH_MS = 120_000
const POLL_MS = 1000

interface PinStatus {
  requestid: string
  status: 'queued' | 'pinning' | 'pinned' | 'failed'
  delegates?: string[]
}

/** Resolves when the service has confirmed the copy. */
export async function pinAt(service: PinningService, cid: CID, name: string, ports: PinPorts, working: Working = {}) {
  const uploaded = await upload(service, cid, ports.get, working)
  const pinned = await request(service, cid, name, ports, working.signal).catch((error: unknown) => {
    // A bare Kubo has no pinning API; its import has pinned the root already.
    if (uploaded && error instanceof StorageProblem && error.kind === 'notFound') return
    throw error
  })
  return pinned
}

export const nameOf = (service: PinningService): string => service.label ?? new URL(service.endpoint).host

const call = async (service: PinningService, url: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${service.token}` }
  const response = await fetch(url, { ...init, headers, credentials: 'omit' }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    throw new StorageProblem('network', `${nameOf(service)} cannot be reached.`, { cause })
  })
  if (response.ok) return response
  const said = await response
    .text()
    .then(detail)
    .catch(() => '')
  if (response.status === 404 || response.status === 405)
    throw new StorageProblem('notFound', `${nameOf(service)}: ${said}`)
  const why = response.status === 401 ? 'refuses the access token' : `answered with error ${response.status}`
  throw new StorageProblem('network', `${nameOf(service)} ${why}. ${said}`.trim())
}

function detail(body: string): string {
  try {
    const { error, Message } = JSON.parse(body) as { error?: { details?: string }; Message?: string }
    return error?.details ?? Message ?? ''
  } catch {
    return ''
  }
}

/** Children first and the root last, so that a root that is pinned is complete. False when the service takes no CARs. */
async function upload(
  service: PinningService,
  root: CID,
  get: GetBlock,
  { signal, progress }: Working,
): Promise<boolean> {
  const base = service.kubo ?? service.endpoint
  if (!(await takesCars(service, base, signal))) return false
  const rootBytes = await get(root)
  const total = sizeOf(root, rootBytes)
  let [done, size, parts] = [0, 0, [] as Uint8Array[]]
  const send = async (pin: boolean) => {
    await importCar(service, base, root, parts, pin, signal)
    done += size
    progress?.({ done: Math.min(done, total), total })
    ;[size, parts] = [0, []]
  }
  for await (const block of walk(root, get)) {
    signal?.throwIfAborted()
    if (block.cid.equals(root)) continue
    parts.push(carBlock(block.cid, block.bytes))
    size += block.bytes.byteLength
    if (size >= UPLOAD_BYTES) await send(false)
  }
  parts.push(carBlock(root, rootBytes))
  size += rootBytes.byteLength
  await send(true)
  return true
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

async function request(service: PinningService, cid: CID, name: string, ports: PinPorts, signal?: AbortSignal) {
  const pin = {
    cid: cid.toString(),
    name: name.slice(0, 255),
    ...(ports.origins.length > 0 && { origins: ports.origins }),
  }
  const headers = { 'content-type': 'application/json' }
  const options = { method: 'POST', headers, body: JSON.stringify(pin), ...(signal && { signal }) }
  let state = (await (await call(service, at(service.endpoint, 'pins'), options)).json()) as PinStatus
  if (state.delegates?.length) ports.dial(state.delegates)
  const url = at(service.endpoint, `pins/${encodeURIComponent(state.requestid)}`)
  for (const until = Date.now() + FETCH_MS; state.status !== 'pinned';) {
    signal?.throwIfAborted()
    if (state.status === 'failed') throw new StorageProblem('network', `${nameOf(service)} could not fetch ${cid}.`)
    if (Date.now() > until) throw new StorageProblem('timeout', `${nameOf(service)} is still fetching ${cid}.`)
    await new Promise((go) => setTimeout(go, POLL_MS))
    state = (await (await call(service, url, signal ? { signal } : {})).json()) as PinStatus
  }
}

const at = (base: string, path: string): string => base.replace(/\/+$/, '') + '/' + path

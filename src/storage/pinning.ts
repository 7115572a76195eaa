/** A copy at a pinning service. First the bytes are sent, as CARs to Kubo's RPC, because a service can rarely reach a
 * browser; then the IPFS Pinning Service API is asked to keep them (ipfs.github.io/pinning-services-api-spec). */
import type { CID } from 'multiformats/cid'
import { StorageProblem } from './problem.ts'
import type { PinningService, Working } from './shelf.ts'
import { at, call, nameOf } from './pinningCall.ts'
import { upload } from './upload.ts'
import type { GetBlock } from './walk.ts'

export interface PinPorts {
  get: GetBlock
  /** Where this node can be dialled; a service may fetch from there. */
  origins: readonly string[]
  /** Connects to the service's nodes, so that it can fetch over that connection. */
  dial: (addresses: readonly string[]) => void
}

/** Milliseconds a service may take to fetch what was not uploaded. */
const FETCH_MS = 120_000
/** Milliseconds between two questions: what was uploaded is pinned at once, what has to be fetched takes longer. */
const FIRST_POLL_MS = 50
const LAST_POLL_MS = 2000

interface PinStatus {
  requestid: string
  status: 'queued' | 'pinning' | 'pinned' | 'failed'
  delegates?: string[]
}

/** Resolves when the service has confirmed the copy. */
export async function pinAt(service: PinningService, cid: CID, name: string, ports: PinPorts, working: Working = {}) {
  const uploaded = await upload(service, cid, ports.get, working)
  try {
    await request(service, cid, name, ports, working.signal)
  } catch (error) {
    // The import has pinned the root already; a bare Kubo has no pinning API beside it.
    if (!uploaded || working.signal?.aborted) throw error
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
  const until = Date.now() + FETCH_MS
  for (let wait = FIRST_POLL_MS; state.status !== 'pinned'; wait = Math.min(wait * 2, LAST_POLL_MS)) {
    signal?.throwIfAborted()
    if (state.status === 'failed') throw new StorageProblem('network', `${nameOf(service)} could not fetch ${cid}.`)
    if (Date.now() > until) throw new StorageProblem('timeout', `${nameOf(service)} is still fetching ${cid}.`)
    await new Promise((go) => setTimeout(go, wait))
    state = (await (await call(service, url, signal ? { signal } : {})).json()) as PinStatus
  }
}

export { nameOf } from './pinningCall.ts'

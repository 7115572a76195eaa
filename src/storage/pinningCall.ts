/** Talking to a pinning service over HTTP. */
import { StorageProblem } from './problem.ts'
import type { PinningService } from './shelf.ts'

/** Milliseconds for one upload, and for an answer without one. */
const UPLOAD_MS = 15 * 60_000
const ANSWER_MS = 20_000

export const nameOf = (service: PinningService): string => service.label ?? new URL(service.endpoint).host

/** Rejects with `notFound` where the service does not offer the call, `timeout` or `network` where it fails. */
export const call = async (service: PinningService, url: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${service.token}` }
  const patience = AbortSignal.timeout(init.body instanceof FormData ? UPLOAD_MS : ANSWER_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience
  const response = await fetch(url, { ...init, headers, signal, credentials: 'omit' }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    if (patience.aborted) throw new StorageProblem('timeout', `${nameOf(service)} did not answer in time.`, { cause })
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

export const at = (base: string, path: string): string => base.replace(/\/+$/, '') + '/' + path

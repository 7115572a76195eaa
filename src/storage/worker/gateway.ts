/** One block from one trustless gateway, believed only if it hashes to its CID. */
import type { CID } from 'multiformats/cid'
import { isBlock, join, MAX_BLOCK_BYTES } from '../blocks.ts'
import { StorageProblem } from '../problem.ts'

/** Milliseconds for one block. */
const PATIENCE = 15_000

export async function fromGateway(gateway: string, cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
  const host = hostOf(gateway)
  const patience = AbortSignal.timeout(PATIENCE)
  try {
    const response = await fetch(new URL(`/ipfs/${cid}?format=raw`, gateway), {
      headers: { accept: 'application/vnd.ipld.raw' },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      // The block store is the cache; a gateway learns nothing beyond the CID.
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    if (!response.ok) throw refusal(host, response.status)
    const bytes = await bodyWithin(response, MAX_BLOCK_BYTES)
    if (bytes && (await isBlock(cid, bytes))) return bytes
    throw new StorageProblem('hashMismatch', `${host} sent other bytes than were asked for. They were refused.`)
  } catch (error) {
    if (error instanceof StorageProblem || signal?.aborted) throw error
    if (patience.aborted) throw new StorageProblem('timeout', `${host} did not answer in time.`, { cause: error })
    throw new StorageProblem('network', `${host} cannot be reached.`, { cause: error })
  }
}

const refusal = (host: string, status: number) =>
  status === 404 || status === 410
    ? new StorageProblem('notFound', `${host} has no copy.`)
    : new StorageProblem('network', `${host} answered with error ${status}.`)

/** `undefined` when there is more than a block can be. */
async function bodyWithin(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader?.cancel()
      return undefined
    }
    parts.push(part.value)
  }
  return join(parts)
}

/** What a person knows a gateway by. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** The part of Kubo's RPC that uploads use: `version` and `dag/import`. */
import { Readable } from 'node:stream'
import { blockBytes } from '../../storage/blocks.ts'
import { storeCar } from '../../storage/car.ts'
import { asProblem, StorageProblem } from '../../storage/problem.ts'
import { walkCids } from '../../storage/walk.ts'
import { drain } from './drain.ts'
import { assertBearer, bodyOf, json, Refusal, type Exchange, type Route } from './http.ts'
import { leavesUnread } from './leavesUnread.ts'
import type { IpfsNode } from './node.ts'

/** Uploads come in CARs of 32 MiB. */
const MOST_BYTES = 128 * 1_048_576

export function serveRpc(helia: IpfsNode, token: string): Route {
  return async (exchange) => {
    const { url, method, request, response } = exchange
    if (!url.pathname.startsWith('/api/v0/')) return false
    if (method !== 'POST') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Kubo’s RPC takes POST only')
    assertBearer(request, token)
    if (url.pathname === '/api/v0/version') json(response, 200, { Version: '0.1.0', System: 'tributary' })
    else if (url.pathname === '/api/v0/dag/import') await importCar(helia, exchange)
    else return false
    return true
  }
}

/** Blocks are checked before they are stored; a root is pinned once everything below it is here. */
async function importCar(helia: IpfsNode, { url, request, response }: Exchange): Promise<void> {
  const file = fileIn(await bodyOf(request, MOST_BYTES), request.headers['content-type'] ?? '')
  const { roots, count } = await storeCar(Readable.from([file]) as AsyncIterable<Buffer>, helia.blockstore).catch(
    refuse,
  )
  const lines: unknown[] = []
  if (url.searchParams.get('pin-roots') !== 'false')
    for (const root of roots)
      lines.push({ Root: { Cid: { '/': root.toString() }, PinErrorMsg: await pinHere(helia, root) } })
  lines.push({ Stats: { BlockCount: count } })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(lines.map((line) => JSON.stringify(line) + '\n').join(''))
}

/** The first part of a multipart body (RFC 7578). Node's own parser takes longer over it than the disk does. */
function fileIn(body: Buffer, type: string): Buffer {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  const begin = boundary ? body.indexOf(`--${boundary}\r\n`) : -1
  const head = begin < 0 ? -1 : body.indexOf('\r\n\r\n', begin)
  const end = head < 0 ? -1 : body.indexOf(`\r\n--${boundary}`, head + 4)
  if (end < 0) throw new Refusal(400, 'BAD_REQUEST', 'A multipart form with one CAR file is expected')
  return body.subarray(head + 4, end)
}

type Root = Awaited<ReturnType<typeof storeCar>>['roots'][number]

/** An empty string when pinned, as Kubo says it. Asked first what is missing, because pinning would wait for it. */
async function pinHere(helia: IpfsNode, root: Root): Promise<string> {
  const get = (cid: Root) => blockBytes({ get: (each) => helia.blockstore.get(each, { offline: true }) }, cid)
  const missing = `Not everything below ${root} is stored here`
  try {
    for await (const cid of walkCids(root, get)) if (!(await helia.blockstore.has(cid))) return missing
    await drain(helia.pins.add(root, { walker: leavesUnread }))
  } catch (error) {
    if (error instanceof Error && error.name === 'AlreadyPinnedError') return ''
    if (error instanceof Error && error.name === 'BlockNotFoundWhileOfflineError') return missing
    throw error
  }
  return ''
}

function refuse(error: unknown): never {
  const problem = asProblem(error)
  if (problem instanceof StorageProblem && problem.kind !== 'quota')
    throw new Refusal(400, 'BAD_REQUEST', problem.message)
  throw problem
}

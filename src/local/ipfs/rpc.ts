/** The part of Kubo's RPC that uploads use: `version` and `dag/import`. */
import { blockBytes } from '../../storage/blocks.ts'
import { storeCar } from '../../storage/car.ts'
import { asProblem, StorageProblem } from '../../storage/problem.ts'
import { walk } from '../../storage/walk.ts'
import { drain } from './drain.ts'
import { assertBearer, bodyOf, json, Refusal, type Exchange, type Route } from './http.ts'
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
  const file = await fileIn(await bodyOf(request, MOST_BYTES), request.headers['content-type'] ?? '')
  const { roots, count } = await storeCar(file.stream(), helia.blockstore).catch(refuse)
  const lines: unknown[] = []
  if (url.searchParams.get('pin-roots') !== 'false')
    for (const root of roots)
      lines.push({ Root: { Cid: { '/': root.toString() }, PinErrorMsg: await pinHere(helia, root) } })
  lines.push({ Stats: { BlockCount: count } })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(lines.map((line) => JSON.stringify(line) + '\n').join(''))
}

async function fileIn(body: Buffer<ArrayBuffer>, type: string): Promise<Blob> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => undefined)
  const file = [...(form?.values() ?? [])].find((value) => typeof value !== 'string')
  if (!file) throw new Refusal(400, 'BAD_REQUEST', 'A multipart form with one CAR file is expected')
  return file
}

type Root = Awaited<ReturnType<typeof storeCar>>['roots'][number]

/** An empty string when pinned, as Kubo says it. */
async function pinHere(helia: IpfsNode, root: Root): Promise<string> {
  const get = (cid: Root) => blockBytes({ get: (each) => helia.blockstore.get(each, { offline: true }) }, cid)
  try {
    await drain(walk(root, get))
    await drain(helia.pins.add(root))
    return ''
  } catch (error) {
    if (error instanceof Error && error.name === 'AlreadyPinnedError') return ''
    return `Not everything below ${root} is stored here`
  }
}

function refuse(error: unknown): never {
  const problem = asProblem(error)
  if (problem instanceof StorageProblem && problem.kind !== 'quota')
    throw new Refusal(400, 'BAD_REQUEST', problem.message)
  throw problem
}

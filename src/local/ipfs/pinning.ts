/** The IPFS Pinning Service API 1.0 (ipfs.github.io/pinning-services-api-spec) over the node's pins. */
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { assertBearer, bodyOf, json, Refusal, type Exchange, type Route } from './http.ts'
import type { IpfsNode } from './node.ts'
import type { Pin, PinRecord, Pins } from './pins.ts'

const MOST_BYTES = 64 * 1024

export function servePinning(helia: IpfsNode, pins: Pins, token: string): Route {
  const shown = (record: PinRecord) => ({ ...record, delegates: helia.libp2p.getMultiaddrs().map(String) })
  return async (exchange) => {
    const { url, method, request, response } = exchange
    const [, first, id, ...rest] = url.pathname.split('/')
    if (first !== 'pins' || rest.length > 0) return false
    assertBearer(request, token)
    const record = id ? pins.find(id) : undefined
    if (id && !record) throw new Refusal(404, 'NOT_FOUND', 'No pin request has this id')
    if (!id && method === 'POST') json(response, 202, shown(await pins.request(await pinIn(exchange))))
    else if (!id && method === 'GET') json(response, 200, list(pins.all(), url.searchParams, shown))
    else if (record && method === 'GET') json(response, 200, shown(record))
    else if (record && method === 'POST') json(response, 202, shown(await replace(pins, record, exchange)))
    else if (record && method === 'DELETE')
      await pins.remove(record.requestid).then(() => response.writeHead(202).end())
    else throw new Refusal(405, 'METHOD_NOT_ALLOWED', `${method} is not possible here`)
    return true
  }
}

async function replace(pins: Pins, record: PinRecord, exchange: Exchange): Promise<PinRecord> {
  const next = await pins.request(await pinIn(exchange))
  await pins.remove(record.requestid)
  return next
}

async function pinIn({ request }: Exchange): Promise<Pin> {
  try {
    const { cid, name, origins, meta } = JSON.parse((await bodyOf(request, MOST_BYTES)).toString()) as Pin
    CID.parse(cid)
    origins?.forEach((origin) => multiaddr(origin))
    return {
      cid,
      ...(name && { name: name.slice(0, 255) }),
      ...(origins && { origins }),
      ...(meta && { meta }),
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(400, 'BAD_REQUEST', 'A pin is JSON with a valid cid, and origins that are multiaddrs')
  }
}

/** Newest first. Without a `status` only pinned ones are listed: the specification's default. */
function list(records: PinRecord[], query: URLSearchParams, shown: (record: PinRecord) => unknown) {
  const cids = query.get('cid')?.split(',')
  const statuses = (query.get('status') ?? 'pinned').split(',')
  const [name, before, after] = [query.get('name'), query.get('before'), query.get('after')]
  const limit = Math.min(1000, Math.max(1, Number(query.get('limit') ?? 10) || 10))
  const found = records
    .filter(
      ({ pin, status, created }) =>
        statuses.includes(status) &&
        (!cids || cids.includes(pin.cid)) &&
        (!name || pin.name === name) &&
        (!before || created < before) &&
        (!after || created > after),
    )
    .sort((a, b) => b.created.localeCompare(a.created))
  return { count: found.length, results: found.slice(0, limit).map(shown) }
}

/** A trustless gateway (specs.ipfs.tech/http-gateways/trustless-gateway): blocks and CARs the client verifies itself. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { CID } from 'multiformats/cid'
import { blockBytes } from '../../storage/blocks.ts'
import { carBlock, carHeader } from '../../storage/car.ts'
import { walk } from '../../storage/walk.ts'
import { Refusal, type Exchange, type Route } from './http.ts'
import type { IpfsNode } from './node.ts'

const RAW = 'application/vnd.ipld.raw'
const CAR = 'application/vnd.ipld.car'

/** Only what is stored here is served: a gateway that fetches for strangers is somebody else's job. */
export function serveGateway(helia: IpfsNode): Route {
  return async (exchange) => {
    const { url, method, response } = exchange
    if (!url.pathname.startsWith('/ipfs/')) return false
    if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'GET and HEAD only')
    const cid = cidIn(url.pathname)
    const format = formatOf(exchange)
    if (!(await helia.blockstore.has(cid))) throw new Refusal(404, 'NOT_FOUND', `${cid} is not stored here`)
    response.setHeader('cache-control', 'public, max-age=29030400, immutable')
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('x-ipfs-path', `/ipfs/${cid}`)
    response.setHeader('etag', `"${cid}.${format}"`)
    response.setHeader('vary', 'accept')
    await (format === 'raw' ? sendBlock : sendCar)(helia, cid, exchange)
    return true
  }
}

function cidIn(path: string): CID {
  const [, , text, ...rest] = path.split('/')
  if (rest.some((part) => part !== '')) throw new Refusal(501, 'NOT_IMPLEMENTED', 'Paths below a CID are not resolved')
  try {
    return CID.parse(text ?? '')
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'This is not a CID')
  }
}

function formatOf({ url, request }: Exchange): 'raw' | 'car' {
  const asked = url.searchParams.get('format')
  const accept = request.headers.accept ?? ''
  if (asked === 'raw' || (!asked && accept.includes(RAW))) return 'raw'
  if (asked === 'car' || (!asked && accept.includes(CAR))) return 'car'
  throw new Refusal(
    406,
    'NOT_ACCEPTABLE',
    'Ask for ?format=raw or ?format=car: this gateway serves only what can be verified',
  )
}

async function sendBlock(helia: IpfsNode, cid: CID, { method, response }: Exchange): Promise<void> {
  const bytes = await blockBytes(offline(helia), cid)
  response.writeHead(200, {
    'content-type': RAW,
    'content-length': bytes.byteLength,
    'content-disposition': `attachment; filename="${cid}.bin"`,
  })
  response.end(method === 'HEAD' ? undefined : bytes)
}

async function sendCar(helia: IpfsNode, cid: CID, { method, url, response }: Exchange): Promise<void> {
  response.writeHead(200, {
    'content-type': `${CAR}; version=1; order=dfs; dups=n`,
    'content-disposition': `attachment; filename="${cid}.car"`,
  })
  if (method === 'HEAD') return void response.end()
  await send(response, carHeader(cid))
  for await (const block of walk(cid, (each) => blockBytes(offline(helia), each))) {
    await send(response, carBlock(block.cid, block.bytes))
    if (url.searchParams.get('dag-scope') === 'block') break
  }
  response.end()
}

async function send(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed) throw new Error('The client has gone')
  if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')])
}

const offline = (helia: IpfsNode) => ({ get: (cid: CID) => helia.blockstore.get(cid, { offline: true }) })

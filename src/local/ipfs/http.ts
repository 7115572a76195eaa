/** A small HTTP server: routes tried in turn, CORS for every origin, errors as JSON. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'

export interface Exchange {
  readonly url: URL
  readonly method: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Answers the exchange and returns true, or leaves it alone and returns false. */
export type Route = (exchange: Exchange) => Promise<boolean>

/** Ends an exchange with this status; the pinning API's error shape. */
export class Refusal extends Error {
  readonly status: number
  readonly reason: string
  constructor(status: number, reason: string, details: string) {
    super(details)
    this.status = status
    this.reason = reason
  }
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, accept, range',
  'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS',
  'access-control-expose-headers': 'content-length, etag, x-ipfs-path',
  'access-control-max-age': '600',
}

export async function openServer(port: number, routes: readonly Route[]) {
  const server = createServer((request, response) => void answer(request, response, routes))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin, stop }
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: readonly Route[]): Promise<void> {
  for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value)
  try {
    const method = request.method ?? 'GET'
    if (method === 'OPTIONS') return void response.writeHead(204).end()
    const exchange = { url: new URL(request.url ?? '/', 'http://localhost'), method, request, response }
    for (const route of routes) if (await route(exchange)) return
    throw new Refusal(404, 'NOT_FOUND', `Nothing is served at ${exchange.url.pathname}`)
  } catch (error) {
    refuse(response, error)
  }
}

/** After the first byte an error can only cut the answer short; the client then sees it is incomplete. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy()
  const { status, reason } = error instanceof Refusal ? error : { status: 500, reason: 'INTERNAL_SERVER_ERROR' }
  json(response, status, { error: { reason, details: error instanceof Error ? error.message : String(error) } })
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function assertBearer(request: IncomingMessage, token: string): void {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new Refusal(401, 'UNAUTHORIZED', 'The access token is missing or wrong')
}

/** The whole body, refused as soon as it exceeds `limit` bytes. */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () => new Refusal(413, 'PAYLOAD_TOO_LARGE', `At most ${limit} bytes are taken in one request`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.byteLength
    if (size > limit) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** A static file server for one folder, as strict as a careful host: the policy on every file, ranges, no listing, no
 * path out of the folder. Listens on this machine only. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { POLICY } from './policy.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

export interface AppServer {
  readonly url: string
  stop(): Promise<void>
}

/** `extra`: documents that are not files, by their path. Rejects with EADDRINUSE when the port is taken. */
export async function serveApp(
  folder: string,
  port: number,
  extra: Readonly<Record<string, unknown>>,
): Promise<AppServer> {
  const root = await realpath(folder)
  const server = createServer((request, response) => void answer(request, response, root, extra))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  // By its name: browsers give no passkeys to an address that is a number.
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, stop }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  extra: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  if (!fromThisMachine(request)) return refuse(response, 421, 'This server answers only to 127.0.0.1 and localhost.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD.')
  const path = pathOf(request.url ?? '/')
  if (path === undefined) return refuse(response, 400, 'This path cannot be read.')
  if (Object.hasOwn(extra, path)) return sendJson(request, response, extra[path])
  const file = await find(root, path)
  return file ? sendFile(request, response, file) : refuse(response, 404, 'There is nothing here.')
}

/** A name that resolves to this machine is not enough: another site's page could reach us under it (DNS rebinding). */
function fromThisMachine(request: IncomingMessage): boolean {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '')
  return name === '127.0.0.1' || name === 'localhost'
}

function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
    return path.includes('\0') ? undefined : path.endsWith('/') ? `${path}index.html` : path
  } catch {
    return undefined
  }
}

interface Found {
  readonly path: string
  readonly bytes: number
  readonly hashed: boolean
}

async function find(root: string, path: string): Promise<Found | undefined> {
  if (path.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined
  const real = await realpath(join(root, path)).catch(() => undefined)
  if (!real?.startsWith(root + sep)) return undefined
  const { size, isFile } = await stat(real).then((found) => ({ size: found.size, isFile: found.isFile() }))
  return isFile ? { path: real, bytes: size, hashed: path.startsWith('/assets/') } : undefined
}

async function sendFile(request: IncomingMessage, response: ServerResponse, file: Found): Promise<void> {
  const range = rangeOf(request.headers.range, file.bytes)
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${file.bytes}`)
    return refuse(response, 416, 'There is no such range.')
  }
  const { from, to } = range ?? { from: 0, to: file.bytes - 1 }
  response.writeHead(range ? 206 : 200, {
    'content-type': TYPES[extname(file.path)] ?? 'application/octet-stream',
    'content-length': to - from + 1,
    'accept-ranges': 'bytes',
    // Names in assets/ carry their content's hash; everything else is asked for again.
    'cache-control': file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(range ? { 'content-range': `bytes ${from}-${to}/${file.bytes}` } : {}),
  })
  if (request.method === 'HEAD' || file.bytes === 0) return void response.end()
  // A reader that goes away midway is no failure of ours.
  await pipeline(createReadStream(file.path, { start: from, end: to }), response).catch(() => response.destroy())
}

/** One range of `bytes=a-b`, `a-` or `-n`; anything else is ignored, as HTTP allows. */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): { from: number; to: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (!match[1] && !match[2])) return undefined
  const from = match[1] ? Number(match[1]) : Math.max(0, bytes - Number(match[2]))
  const to = match[1] && match[2] ? Math.min(Number(match[2]), bytes - 1) : bytes - 1
  return from > to ? 'unsatisfiable' : { from, to }
}

function sendJson(request: IncomingMessage, response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`)
}

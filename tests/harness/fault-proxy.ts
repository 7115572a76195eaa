/** A real HTTP server between a reader and its RPC. It tells the truth until it is given faults, which may change, swallow or
 * break any answer. Browsers may ask it from anywhere. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Call {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

export type Reply =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } }

export type Next = (call: Call) => Promise<Reply>

/** Answers a call, by asking the RPC behind (`next`), whatever it wants to know, or without. May throw a `Broken`. */
export type Fault = (call: Call, next: Next) => Promise<Reply>

/** An answer that is none: by HTTP, cut off in the middle, or never. */
export class Broken extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly ending: 'whole' | 'cut' | 'never'

  constructor(
    status: number,
    body: string,
    more: { headers?: Record<string, string>; ending?: Broken['ending'] } = {},
  ) {
    super(`HTTP ${status}`)
    this.status = status
    this.body = body
    this.headers = more.headers ?? {}
    this.ending = more.ending ?? 'whole'
  }
}

export class FaultProxy {
  /** The first is nearest to the reader. */
  faults: readonly Fault[] = []
  readonly calls: Call[] = []
  readonly #server: Server
  readonly #upstream: string

  private constructor(upstream: string) {
    this.#upstream = upstream
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream)
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Honest again, and nothing remembered. */
  reset(): void {
    this.faults = []
    this.calls.length = 0
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    if (request.method === 'OPTIONS') return void response.end()
    try {
      const asked = JSON.parse(await textOf(request)) as Call | Call[]
      const answers = await Promise.all([asked].flat().map((call) => this.#answer(call)))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(Array.isArray(asked) ? answers : answers[0]))
    } catch (error) {
      if (error instanceof Broken) breakOff(response, error)
      // A fault with a fault of its own must not look like an RPC's.
      else response.writeHead(599).end(String(error))
    }
  }

  async #answer(call: Call): Promise<object> {
    this.calls.push(call)
    const ask = this.faults.reduceRight<Next>(
      (next, fault) => (asked) => fault(asked, next),
      (asked) => this.#forward(asked),
    )
    return { jsonrpc: '2.0', id: call.id, ...(await ask(call)) }
  }

  async #forward({ method, params }: Call): Promise<Reply> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(this.#upstream, { method: 'POST', headers, body })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { code: number; message: string } }
    return error ? { error } : { result }
  }
}

function breakOff(response: ServerResponse, { status, headers, body, ending }: Broken): void {
  if (ending === 'never') return
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  if (ending === 'whole') response.end(body)
  // Flushed first: the reader gets half an answer, and then the connection is gone.
  else response.write(body, () => response.destroy())
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

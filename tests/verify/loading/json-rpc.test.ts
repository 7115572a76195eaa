import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RpcFailure } from '../../../src/verify/loading/failure.ts'
import { JsonRpc, type JsonRpcOptions } from '../../../src/verify/loading/json-rpc.ts'
import { openReader } from '../../../src/verify/loading/open.ts'
import { deployment, ledgerIn, upTo, work } from './simulated.ts'

interface Asked {
  readonly id: number
  readonly method: string
  readonly at: number
}
type Serve = (response: ServerResponse, asked: Asked, nth: number) => void

let server: Server
let url: string
let serve: Serve
const asked: Asked[] = []
/** Which chain it says it is of. */
let chainId = '0x1'

const json = (response: ServerResponse, value: object, status = 200, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
const result = (response: ServerResponse, { id }: Asked, value: unknown) =>
  json(response, { jsonrpc: '2.0', id, result: value })

beforeEach(async () => {
  asked.length = 0
  chainId = '0x1'
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const call: Asked = { ...(JSON.parse(body) as Asked), at: Date.now() }
  if (call.method === 'eth_chainId') return void result(response, call, chainId)
  asked.push(call)
  serve(response, call, asked.length)
}

const call = { method: 'eth_blockNumber', params: [] }
const open = (options: JsonRpcOptions = {}) => new JsonRpc(url, 1, { silence: 10_000, ...options })
/** For RPCs that fall silent: it is waited for, but not for long. */
const impatient = (options: JsonRpcOptions = {}) => open({ silence: 150, ...options })

async function failureOf(promise: Promise<unknown>): Promise<RpcFailure> {
  const error = await promise.then(
    () => new Error('It was answered'),
    (reason: unknown) => reason,
  )
  if (error instanceof RpcFailure) return error
  throw error
}

describe('an RPC that does not answer well', () => {
  test('says nothing: once more, and then it is given up', async () => {
    serve = () => undefined
    const began = Date.now()
    expect(await failureOf(impatient().request(call))).toMatchObject({ kind: 'timeout' })
    expect(asked).toHaveLength(2)
    expect(Date.now() - began).toBeLessThan(10_000)
  })

  test('begins to answer, and falls silent', async () => {
    serve = (response) => void response.writeHead(200).write('{"jsonrpc"')
    expect(await failureOf(impatient().request(call))).toMatchObject({ kind: 'timeout' })
  })

  test('drips for ever', async () => {
    serve = (response) => {
      const drip = setInterval(() => response.write(' '), 40)
      response.on('close', () => clearInterval(drip))
    }
    expect(await failureOf(open({ longest: 300 }).request(call))).toMatchObject({ kind: 'timeout' })
  })

  test('floods', async () => {
    let sent = 0
    const flood = Buffer.alloc(1_048_576, ' ')
    serve = (response) => {
      const more = () => {
        while (!response.destroyed && ++sent < 400 && response.write(flood));
      }
      response.on('drain', more)
      more()
    }
    expect(await failureOf(open().request(call))).toMatchObject({ kind: 'malformed' })
    expect(sent).toBeLessThan(200)
  })

  test('breaks off', async () => {
    serve = (response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"jsonrpc":"2.0","id":1,"res')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await failureOf(open({ retries: 1 }).request(call))).toMatchObject({ kind: 'network' })
    expect(asked).toHaveLength(2)
  })

  test('is not there', async () => {
    expect(await failureOf(new JsonRpc('http://127.0.0.1:9', 1, { retries: 1 }).request(call))).toMatchObject({
      kind: 'network',
      message: 'The RPC could not be reached.',
    })
  })

  test('is overloaded for a moment', async () => {
    serve = (response, each, nth) => (nth < 3 ? response.writeHead(503).end('busy') : result(response, each, '0x9'))
    expect(await open().request(call)).toBe('0x9')
    // Later each time.
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThanOrEqual(120)
    expect(asked[2]!.at - asked[1]!.at).toBeGreaterThanOrEqual(245)
  })

  test('asks to wait, and is waited for', async () => {
    serve = (response, each, nth) =>
      nth === 1 ? json(response, {}, 429, { 'retry-after': '1' }) : result(response, each, '0x9')
    const rpc = open()
    const all = await Promise.all([rpc.request(call), rpc.request(call), rpc.request(call)])
    expect(all).toEqual(['0x9', '0x9', '0x9'])
    // Also by the request that was not refused itself, if it had not been made by then.
    expect(asked.at(-1)!.at - asked[0]!.at).toBeGreaterThanOrEqual(990)
  })

  test('asks to come back tomorrow: nobody waits until then, now or later', async () => {
    serve = (response, each, nth) =>
      nth < 3 ? json(response, {}, 429, { 'retry-after': '86400' }) : result(response, each, '0x9')
    const rpc = open()
    for (const times of [1, 2]) {
      expect(await failureOf(rpc.request(call))).toMatchObject({ kind: 'rate', status: 429, retryAfter: 86_400_000 })
      expect(asked).toHaveLength(times)
    }
    expect(await rpc.request(call)).toBe('0x9')
  })

  test('says in words that it was asked too often', async () => {
    serve = (response, each, nth) =>
      nth === 1
        ? json(response, { id: each.id, error: { code: -32016, message: 'over rate limit' } })
        : result(response, each, '0x9')
    expect(await open().request(call)).toBe('0x9')
  })

  test('refuses: what it said, with or without a status, and no second try', async () => {
    for (const status of [200, 400, 403]) {
      asked.length = 0
      serve = (response, each) =>
        json(response, { id: each.id, error: { code: -32602, message: 'Not for you' } }, status)
      expect(await failureOf(open().request(call))).toMatchObject({
        kind: 'refused',
        code: -32602,
        message: 'Not for you',
      })
      expect(asked).toHaveLength(1)
    }
  })

  test('has not the newest block yet on one of its machines', async () => {
    serve = (response, each, nth) =>
      nth === 1
        ? json(response, { id: each.id, error: { code: -32000, message: 'header not found' } })
        : result(response, each, '0x9')
    expect(await open().request(call)).toBe('0x9')
  })

  test.each(['<html>Welcome</html>', '', 'null', '7', '[]', '{"id":1}', '{"result":'])('sends %j', async (text) => {
    serve = (response) => void response.writeHead(200).end(text)
    expect(await failureOf(open().request(call))).toMatchObject({ kind: 'malformed' })
  })

  test('is of another chain, and is asked for nothing else', async () => {
    chainId = '0x2105'
    serve = (response, each) => result(response, each, '0x9')
    expect(await failureOf(open().request(call))).toMatchObject({
      kind: 'chain',
      message: 'This RPC is of chain 8453, not of chain 1.',
    })
    expect(asked).toEqual([])
  })

  test('has another chain behind its address for a moment only', async () => {
    chainId = '0x2105'
    serve = (response, each) => result(response, each, '0x9')
    const rpc = open()
    await failureOf(rpc.request(call))
    chainId = '0x1'
    expect(await rpc.request(call)).toBe('0x9')
  })
})

describe('patience', () => {
  test('not more than a few at once, and fewer after it was too much', async () => {
    let [running, most] = [0, 0]
    serve = (response, each) => {
      most = Math.max(most, ++running)
      setTimeout(() => {
        running -= 1
        result(response, each, '0x9')
      }, 15)
    }
    const rpc = open()
    await Promise.all(upTo(30).map(() => rpc.request(call)))
    expect(most).toBe(6)
    const honest = serve
    most = 0
    serve = (response, each, nth) =>
      nth === 31 ? json(response, {}, 429, { 'retry-after': '0' }) : honest(response, each, nth)
    await rpc.request(call)
    await Promise.all(upTo(12).map(() => rpc.request(call)))
    expect(most).toBe(3)
  })

  test('stopping does not wait for anything', async () => {
    serve = () => undefined
    const stop = new AbortController()
    const waiting = open({ silence: 60_000 }).request(call, stop.signal)
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(waiting).rejects.toThrow('enough')
  })
})

describe('logs of an RPC', () => {
  const { logs } = ledgerIn(upTo(40).map((i) => 100 + i))
  const written = logs.map(({ address, topics, data, block, blockHash, index, transaction }) => {
    const where = { blockHash, blockNumber: `0x${block.toString(16)}`, transactionHash: transaction }
    return { address, topics, data, ...where, logIndex: `0x${index.toString(16)}`, removed: false }
  })
  const reader = () => openReader(url, 1, deployment.contract, { silence: 10_000, retries: 1 })

  test('as columns when they are as they should be', async () => {
    serve = (response, each) => result(response, each, written)
    const told = await reader().range(work, 100n, 139n)
    expect(told).toMatchObject({ work, length: 40, blocks: Float64Array.from(logs, ({ block }) => Number(block)) })
    expect(await reader().logs(work, 100n)).toEqual(logs)
    expect(asked).toHaveLength(2)
  })

  test('one by one when they are not', async () => {
    const strange = { ...written[3]!, address: `0x${'EE'.repeat(20)}` }
    serve = (response, each) => result(response, each, [...written, strange])
    const told = await reader().range(work, 100n, 139n)
    expect(told).toEqual([...logs, { ...logs[3]!, address: `0x${'ee'.repeat(20)}` }])
  })

  test('a refusal is what it said, after one request', async () => {
    serve = (response, each) =>
      json(response, { id: each.id, error: { code: -32600, message: 'block range is too wide' } })
    expect(await failureOf(reader().range(work, 1n, 2n) as Promise<unknown>)).toMatchObject({
      message: 'block range is too wide',
    })
    expect(asked).toHaveLength(1)
  })

  test.each([[null], [{}], ['0x'], [[null]], [[{ address: 7 }]]])('%j is no list of logs', async (value) => {
    serve = (response, each) => result(response, each, value)
    expect(await failureOf(reader().range(work, 1n, 2n) as Promise<unknown>)).toMatchObject({ kind: 'malformed' })
  })

  test('an answer that breaks off within the logs', async () => {
    serve = (response, each) =>
      void response.writeHead(200).end(JSON.stringify({ jsonrpc: '2.0', id: each.id, result: written }).slice(0, -900))
    expect(await failureOf(reader().range(work, 1n, 2n) as Promise<unknown>)).toMatchObject({ kind: 'malformed' })
  })
})

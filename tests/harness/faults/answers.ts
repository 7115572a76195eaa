/** RPCs that do not answer, or not with an answer. */
import { Broken, type Call, type Fault, type Reply } from '../fault-proxy.ts'

type Which = string | readonly string[] | ((call: Call) => boolean)

const matches = (which: Which, call: Call): boolean =>
  typeof which === 'function' ? which(call) : [which].flat().includes(call.method)

/** Does `fault` to these calls only. */
export const on =
  (which: Which, fault: Fault): Fault =>
  (call, next) =>
    matches(which, call) ? fault(call, next) : next(call)

/** Does `fault` to the first `count` calls it gets, and is honest from then on. */
export function first(count: number, fault: Fault): Fault {
  let done = 0
  return (call, next) => (done++ < count ? fault(call, next) : next(call))
}

/** Does `fault` to every n-th call, beginning with the first. */
export function every(nth: number, fault: Fault): Fault {
  let calls = 0
  return (call, next) => (calls++ % nth === 0 ? fault(call, next) : next(call))
}

/** Changes the result of an answer. */
export const changed =
  (change: (result: unknown, call: Call) => unknown): Fault =>
  async (call, next) => {
    const reply = await next(call)
    return 'result' in reply ? { result: change(reply.result, call) } : reply
  }

export const refuses =
  (code: number, message: string): Fault =>
  () =>
    Promise.resolve<Reply>({ error: { code, message } })

export const answers =
  (result: unknown): Fault =>
  () =>
    Promise.resolve<Reply>({ result })

const broken =
  (...as: ConstructorParameters<typeof Broken>): Fault =>
  () =>
    Promise.reject(new Broken(...as))

export const hangs = broken(200, '', { ending: 'never' })
export const halfAnswers = broken(200, '{"jsonrpc":"2.0","id":1,"result":[{"addr', { ending: 'cut' })
export const htmlPage = broken(200, '<!doctype html><title>Just a moment…</title>', {
  headers: { 'content-type': 'text/html' },
})
export const status = (code: number, body = '', headers: Record<string, string> = {}) => broken(code, body, { headers })
/** HTTP 429, with `Retry-After` in seconds where that is given. */
export const tooMany = (retryAfter?: string) =>
  status(429, '{"error":"Too Many Requests"}', retryAfter === undefined ? {} : { 'retry-after': retryAfter })
/** A body that begins well and ends in nothing. */
export const truncatedJson = broken(200, '{"jsonrpc":"2.0","id":1,"result":[{"address":"0x00"')
export const otherChain = (id: number): Fault => on('eth_chainId', answers(`0x${id.toString(16)}`))

/** The same answer in another spelling of JSON. */
export const spelled =
  (write: (answer: object) => string): Fault =>
  async (call, next) => {
    throw new Broken(200, write({ jsonrpc: '2.0', id: call.id, ...(await next(call)) }))
  }

/** Right, but late. */
export const slow =
  (milliseconds: number): Fault =>
  async (call, next) => {
    await new Promise((over) => setTimeout(over, milliseconds))
    return next(call)
  }

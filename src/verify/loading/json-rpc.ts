import { RpcFailure, type FailureKind } from './failure.ts'
import { backOff, Pace, pause } from './pace.ts'
import { refusalOf } from './refusal.ts'
import { Watch } from './watch.ts'

export interface Call {
  readonly method: string
  readonly params: readonly unknown[]
}

export interface JsonRpcOptions {
  /** Milliseconds with hardly a byte after which an RPC is given up. */
  readonly silence?: number
  /** Milliseconds a whole answer may take. */
  readonly longest?: number
  /** How often a request is made again after it got no answer. */
  readonly retries?: number
}

const SILENCE = 15_000
const LONGEST = 180_000
const RETRIES = 3
/** An RPC that asks for a longer pause is out of the question for now. */
const LONGEST_WISH = 30_000
/** Lists of logs may be long, for they are read as they come; a block's receipts are the longest of the rest. */
const MOST_BYTES = 256 * 1_048_576
const MOST_TEXT = 64 * 1_048_576
const tooLong = () => new RpcFailure('malformed', 'The RPC sent an answer without end.')

const PASSING: ReadonlySet<FailureKind> = new Set(['rate', 'network', 'timeout'])
/** Behind many addresses stand several nodes, and one of them may not have the newest block yet. */
const BEHIND =
  /\b(header|block|hash)\b.{0,90}\bnot( yet)?( be)? (found|available|imported)|unknown block|beyond .{0,20}head/i

/** Reads the parts of a successful answer as they come; what `end` returns or throws is the outcome. */
export interface Sink<T> {
  push(chunk: Uint8Array): void
  end(): T
}

/**
 * One RPC over HTTP, for a worker: every request ends, after a silence at the latest; what is only for now (too many
 * requests, an overloaded or unreachable server) is tried again, later each time. Rejects with an `RpcFailure` or with
 * the signal's reason. An RPC of another chain is never asked for anything else.
 */
export class JsonRpc {
  readonly url: string
  readonly chain: { readonly id: number }
  readonly #silence: number
  readonly #longest: number
  readonly #retries: number
  readonly #pace = new Pace()
  #rightChain: Promise<void> | undefined
  #id = 0

  constructor(url: string, chainId: number, options: JsonRpcOptions = {}) {
    this.url = url
    this.chain = { id: chainId }
    this.#silence = options.silence ?? SILENCE
    this.#longest = options.longest ?? LONGEST
    this.#retries = options.retries ?? RETRIES
  }

  request(call: Call, signal?: AbortSignal): Promise<unknown> {
    return this.#onRightChain(() => this.#again(call, () => new Whole(), signal))
  }

  /** For long answers. `sink` is made anew for each try; what it throws is no failure of the RPC and not tried again. */
  stream<T>(call: Call, sink: () => Sink<T>, signal?: AbortSignal): Promise<T> {
    return this.#onRightChain(() => this.#again(call, sink, signal))
  }

  async #onRightChain<T>(ask: () => Promise<T>): Promise<T> {
    this.#rightChain ??= this.#checkChain().catch((error: unknown) => {
      this.#rightChain = undefined
      throw error
    })
    await this.#rightChain
    return ask()
  }

  async #checkChain(): Promise<void> {
    const told = await this.#again({ method: 'eth_chainId', params: [] }, () => new Whole())
    const id = typeof told === 'string' && /^0x[0-9a-f]{1,13}$/i.test(told) ? Number(told) : undefined
    if (id === undefined) throw new RpcFailure('malformed', 'The RPC does not say of which chain it is.')
    if (id !== this.chain.id)
      throw new RpcFailure('chain', `This RPC is of chain ${id}, not of chain ${this.chain.id}.`)
  }

  async #again<T>(call: Call, sink: () => Sink<T>, signal?: AbortSignal): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const answer = await this.#pace.run(() => this.#once(call, sink(), signal), signal)
        this.#pace.answered()
        return answer
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof RpcFailure)) throw error
        const wait = error.retryAfter ?? backOff(failures)
        if (wait > LONGEST_WISH) throw error
        if (error.kind === 'rate') this.#pace.slower(wait)
        const passing = PASSING.has(error.kind) || BEHIND.test(error.message)
        // Too much at once makes servers silent; waiting as long again and again would help nobody.
        const patience = error.kind === 'timeout' ? 1 : this.#retries
        if (!passing || failures >= patience) throw error
        await pause(wait, signal)
      }
    }
  }

  async #once<T>(call: Call, sink: Sink<T>, signal?: AbortSignal): Promise<T> {
    const watch = new Watch(this.#silence, this.#longest, signal)
    try {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++this.#id, ...call })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(this.url, { method: 'POST', headers, body, signal: watch.signal })
      watch.alive()
      const whole = response.ok ? undefined : new Whole()
      await drain(response, whole ?? sink, watch)
      if (whole) throw failureOf(response, whole)
      return sink.end()
    } catch (error) {
      signal?.throwIfAborted()
      if (watch.late) throw new RpcFailure('timeout', `The RPC was silent for too long (${call.method}).`)
      // What fetch throws when it reaches nobody, or the connection breaks, is a TypeError.
      if (error instanceof TypeError) throw new RpcFailure('network', 'The RPC could not be reached.')
      throw error
    } finally {
      watch.end()
    }
  }
}

async function drain(response: Response, sink: Sink<unknown>, watch: Watch): Promise<void> {
  const reader = response.body!.getReader()
  try {
    for (let bytes = 0; ;) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
      watch.heard(value.length)
      if (bytes > MOST_BYTES) throw tooLong()
      sink.push(value)
    }
  } finally {
    // Also frees the connection of an answer that nobody wants to read on.
    await reader.cancel().catch(() => undefined)
  }
}

/** Collects an answer and takes its result out. */
export class Whole implements Sink<unknown> {
  readonly #decoder = new TextDecoder()
  #text = ''

  push(chunk: Uint8Array): void {
    this.#text += this.#decoder.decode(chunk, { stream: true })
    if (this.#text.length > MOST_TEXT) throw tooLong()
  }

  end(): unknown {
    const answer = this.parsed()
    if (answer?.error) throw refused(answer.error)
    if (!answer || !('result' in answer)) throw new RpcFailure('malformed', 'The RPC sent something that is no answer.')
    return answer.result
  }

  parsed(): { result?: unknown; error?: unknown } | undefined {
    try {
      const value: unknown = JSON.parse(this.#text)
      return typeof value === 'object' && value !== null ? value : undefined
    } catch {
      return undefined
    }
  }
}

function refused(error: unknown, details: { status?: number; retryAfter?: number | undefined } = {}): RpcFailure {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const text = typeof message === 'string' ? message : typeof error === 'string' ? error : 'The RPC refused.'
  const all = { ...details, ...(typeof code === 'number' ? { code } : {}) }
  const kind = refusalOf({ message: text, ...all })?.kind === 'rate' ? 'rate' : 'refused'
  return new RpcFailure(kind, text, all)
}

/** Many RPCs put what they have to say into the body of an HTTP error. */
function failureOf(response: Response, body: Whole): RpcFailure {
  const { status } = response
  const retryAfter = waitOf(response.headers.get('retry-after'))
  const error = body.parsed()?.error
  if (status === 429) return new RpcFailure('rate', 'The RPC was asked too often.', { status, retryAfter })
  if (error) return refused(error, { status, retryAfter })
  if (status === 413) return new RpcFailure('refused', 'The answer would be too large.', { status })
  const kind = status >= 500 || status === 408 ? 'network' : 'refused'
  return new RpcFailure(kind, `The RPC answered with HTTP status ${status}.`, { status, retryAfter })
}

/** `Retry-After` is a number of seconds or a date. */
function waitOf(header: string | null): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

import type { WorkId } from '../royalties/words.ts'
import type { Pin } from './evidence.ts'
import type { Packed } from './file/pack.ts'
import type { Answer, Asked, Judged, OpenResult, Order, ProveResult, Results, VerifyResult } from './orders.ts'
import type { VerifyProblem, VerifyProgress } from './verify.ts'

export interface VerifierOptions {
  readonly signal?: AbortSignal | undefined
  readonly mostEvents?: number | undefined
  readonly progress?: ((progress: VerifyProgress) => void) | undefined
}

export type Verified =
  | ({
      readonly ok: true
      /** Makes a proof file of all the verdict rests on. Rejects when it was forgotten. */
      readonly pack: () => Promise<Packed>
      /** Lets go of what `pack` needs: tens of megabytes for a long history. */
      readonly forget: () => void
    } & Judged)
  | { readonly ok: false; readonly problem: VerifyProblem }

/**
 * Loads and checks, all in one worker that stays: the page only waits. Everything rejects when its signal is aborted, when the
 * verifier is closed, and when the worker breaks (then the next question starts a new one).
 */
export interface Verifier {
  verify(network: Asked, work: WorkId, options?: VerifierOptions): Promise<Verified>
  /** Checks a proof file; asks nobody. */
  open(bytes: Uint8Array, signal?: AbortSignal): Promise<OpenResult>
  /** Has a light client prove which block is at the pin's number. */
  prove(network: Asked, pin: Pin, signal?: AbortSignal): Promise<ProveResult>
  close(): void
}

/** As much of a worker as is needed. */
export interface Post {
  postMessage(order: Order): void
  terminate(): void
  onmessage: ((event: MessageEvent<Answer>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

const startWorker = (): Post => new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' })

export const openVerifier = (start: () => Post = startWorker): Verifier => new WorkerVerifier(start)

type Numbered = Exclude<Order, { kind: 'drop' }>
/** What is asked, before it has a number. */
type Question<K extends Numbered['kind']> = Omit<Extract<Numbered, { kind: K }>, 'id' | 'kind'>

interface Waiting {
  resolve(result: Results[keyof Results]): void
  reject(reason: unknown): void
  progress?: ((progress: VerifyProgress) => void) | undefined
}

/** Only what can be sent: an app keeps its networks in proxies. All of it: the type wants every field. */
const plain = ({ chainId, contract, rpcs, beacons }: Asked): Record<keyof Asked, unknown> & Asked => ({
  ...{ chainId, contract, rpcs: [...rpcs], beacons: beacons && [...beacons] },
})

class WorkerVerifier implements Verifier {
  readonly #start: () => Post
  readonly #waiting = new Map<number, Waiting>()
  #worker: Post | undefined
  #next = 0

  constructor(start: () => Post) {
    this.#start = start
  }

  async verify(network: Asked, work: WorkId, options: VerifierOptions = {}): Promise<Verified> {
    const { signal, mostEvents, progress } = options
    const asked = this.#ask('verify', { network: plain(network), work, mostEvents }, signal, progress)
    const result: VerifyResult = await asked.result
    if (!result.ok) return result
    return {
      ...result,
      pack: () => this.#ask('pack', { of: asked.id }).result,
      forget: () => this.#worker?.postMessage({ kind: 'drop', id: asked.id }),
    }
  }

  open(bytes: Uint8Array, signal?: AbortSignal): Promise<OpenResult> {
    return this.#ask('open', { bytes }, signal).result
  }

  prove(network: Asked, { number, hash, time }: Pin, signal?: AbortSignal): Promise<ProveResult> {
    return this.#ask('prove', { network: plain(network), pin: { number, hash, time } }, signal).result
  }

  close(): void {
    this.#stop(new DOMException('Closed', 'AbortError'))
  }

  #ask<K extends Numbered['kind']>(
    kind: K,
    question: Question<K>,
    signal?: AbortSignal,
    progress?: Waiting['progress'],
  ): { readonly id: number; readonly result: Promise<Results[K]> } {
    const id = this.#next++
    const result = new Promise<Results[K]>((resolve, reject) => {
      signal?.throwIfAborted()
      const abort = () => {
        this.#worker?.postMessage({ kind: 'drop', id })
        this.#settle(id)?.reject(signal!.reason)
      }
      // Also later: who stops then wants no proof file any more.
      signal?.addEventListener('abort', abort, { once: true })
      // The answer to an order is of the order's kind: `Answering` is typed by the same `Results`.
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, progress })
      this.#running().postMessage({ kind, id, ...question } as unknown as Order)
    })
    return { id, result }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #running(): Post {
    if (this.#worker) return this.#worker
    const worker = (this.#worker = this.#start())
    worker.onmessage = ({ data }) => this.#hear(data)
    worker.onerror = ({ message }) => this.#stop(new Error(message || 'The verifying worker could not start'))
    return worker
  }

  #hear(answer: Answer): void {
    if (answer.kind === 'progress') this.#waiting.get(answer.id)?.progress?.(answer.progress)
    else if (answer.kind === 'done') this.#settle(answer.id)?.resolve(answer.result)
    else this.#settle(answer.id)?.reject(new Error(answer.detail))
  }

  #stop(reason: Error | DOMException): void {
    this.#worker?.terminate()
    this.#worker = undefined
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(reason)
  }
}

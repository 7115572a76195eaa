import type { Desk } from './desk.ts'
import type { DeskAnswer, DeskOrder } from './desk.worker.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The desk in its worker. Rejects when the worker fails, or is closed meanwhile. */
export class RemoteDesk {
  readonly #worker = new Worker(new URL('./desk.worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<DeskAnswer>) => {
      const waiting = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if (data.ok) waiting?.resolve(data.value)
      else waiting?.reject(new Error(data.detail))
    }
    this.#worker.onerror = ({ message }) =>
      this.#fail(new Error(message || 'The part of this page that makes statements could not start'))
  }

  call<M extends keyof Desk>(method: M, ...args: Parameters<Desk[M]>): Promise<ReturnType<Desk[M]>> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as ReturnType<Desk[M]>), reject })
      this.#worker.postMessage({ id, method, args } satisfies DeskOrder)
    })
  }

  close(): void {
    this.#worker.terminate()
    this.#fail(new DOMException('Closed', 'AbortError'))
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}

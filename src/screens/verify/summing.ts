import type { Report } from '../../verify/report.ts'
import type { Sums, SumsAsked } from './sums.ts'
import type { SumsAnswer, SumsOrder } from './sums.worker.ts'

interface Waiting {
  readonly resolve: (sums: Sums | undefined) => void
  readonly reject: (error: Error) => void
}

/** Sums up one report beside the page, so that a hundred thousand events never stop a scroll. */
export class Summing {
  readonly #worker = new Worker(new URL('./sums.worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  constructor({ works, pin }: Report) {
    this.#worker.onmessage = ({ data }: MessageEvent<SumsAnswer>) => {
      const waiting = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if (data.ok) waiting?.resolve(data.sums)
      else waiting?.reject(new Error(data.detail))
    }
    this.#worker.onerror = ({ message }) => this.#fail(new Error(message || 'The worker that sums up could not start'))
    this.#post({ works, until: pin.time })
  }

  /** Rejects when the worker fails, or is closed meanwhile. */
  ask(asked: SumsAsked): Promise<Sums | undefined> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#post({ id, asked: { ...asked } })
    })
  }

  close(): void {
    this.#worker.terminate()
    this.#fail(new DOMException('Closed', 'AbortError'))
  }

  #post(order: SumsOrder): void {
    this.#worker.postMessage(order)
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
